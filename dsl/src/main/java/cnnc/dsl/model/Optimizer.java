package cnnc.dsl.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How gradients change parameters.
 *
 * @param numbers those of the rule, in its order
 */
public record Optimizer(Rule rule, LearningRate rate, List<Double> numbers) {
  /** A rule, by its word in the language. */
  public enum Rule {
    /** Kingma and Ba 2014, 1412.6980, with "epsilon hat" as TensorFlow applies it. */
    ADAM("lr = 1e-3", Number.share("beta1", "0.9"), Number.share("beta2", "0.999"),
        new Number("eps", "1e-8", 0, 1)),
    /**
     * Tieleman and Hinton 2012 (lecture 6e of their course); epsilon is added to the root, as PyTorch and
     * Keras do, while TensorFlow 1 adds it below.
     */
    RMSPROP("lr = 1e-3", Number.share("decay", "0.9"), new Number("eps", "1e-7", 0, 1)),
    /** w -= rate * gradient. */
    SGD("lr");

    private final String rate;
    private final List<Number> numbers;

    Rule(String rate, Number... numbers) {
      this.rate = rate;
      this.numbers = List.of(numbers);
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public List<Number> numbers() {
      return numbers;
    }

    /** What stands between its parentheses: {@code lr = 1e-3, beta1 = 0.9}. */
    public String parameters() {
      return Stream.concat(
              Stream.of(rate), numbers.stream().map(n -> n.name() + " = " + n.fallback()))
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * A number of a rule.
   *
   * @param fallback as people write it
   */
  public record Number(String name, String fallback, double least, double most) {
    /** From 0 to below 1. */
    private static Number share(String name, String fallback) {
      return new Number(name, fallback, 0, Math.nextDown(1.0));
    }
  }

  public Optimizer {
    numbers = List.copyOf(numbers);
  }
}
