package cnnc.dsl.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How gradients change parameters.
 *
 * @param numbers those of the form, in its order
 * @param rest of the parameters that the rule is not for
 */
public record Optimizer(
    Form form, Schedule rate, List<Double> numbers, Optional<Optimizer> rest,
    Optional<Lookahead> lookahead) {
  /**
   * Every so often slow weights go a share of the way to the others, which take them over (Zhang et al.
   * 2019, 1907.08610).
   *
   * @param decay the share of the way that they stay behind
   */
  public record Lookahead(Duration every, Schedule decay) {}

  /** A rule, by its word in the language. */
  public enum Rule {
    /** Duchi, Hazan and Singer 2011; sums begin at zero, and epsilon is added to the root. */
    ADAGRAD("lr = 1e-2", new Number("eps", "1e-10", 0, 1)),
    /** Kingma and Ba 2014, 1412.6980, with "epsilon hat" as TensorFlow applies it. */
    ADAM("lr = 1e-3", Number.share("beta1", "0.9"), Number.share("beta2", "0.999"),
        new Number("eps", "1e-8", 0, 1), Number.decay("0")),
    /** Loshchilov and Hutter 2017, 1711.05101: the decay is the rate's, and no part of the gradient. */
    ADAMW("lr = 1e-3", Number.share("beta1", "0.9"), Number.share("beta2", "0.999"),
        new Number("eps", "1e-8", 0, 1), new Number("decay", "0.01", 0, 1)),
    /**
     * You et al. 2019, 1904.00962: Adam's step with decay, as long as the weights of its tensor are times
     * the rate; vectors are spared that.
     */
    LAMB("lr = 1e-3", Number.share("beta1", "0.9"), Number.share("beta2", "0.999"),
        new Number("eps", "1e-6", 0, 1), new Number("decay", "0.01", 0, 1)),
    /**
     * You et al. 2017, 1708.03888: the rate of a tensor is times trust |w| / (|gradient| + decay |w|);
     * vectors are spared that.
     */
    LARS("lr", Number.share("momentum", "0.9"), new Number("trust", "1e-3", 0, 1e6),
        Number.decay("0")),
    /**
     * Jordan et al. 2024: the velocity of a matrix is made orthogonal by five steps of Newton and Schulz;
     * what is no matrix goes by another rule.
     */
    MUON("lr = 2e-2", Number.share("momentum", "0.95"), Number.decay("0")),
    /** Dozat 2016: Adam with Nesterov's look ahead; beta1 stays, as Keras 3 has it. */
    NADAM("lr = 1e-3", Number.share("beta1", "0.9"), Number.share("beta2", "0.999"),
        new Number("eps", "1e-8", 0, 1), Number.decay("0")),
    /**
     * Tieleman and Hinton 2012 (lecture 6e of their course); epsilon is added to the root, as PyTorch and
     * Keras do, while TensorFlow 1 adds it below.
     */
    RMSPROP("lr = 1e-3", Number.share("decay", "0.9"), new Number("eps", "1e-7", 0, 1)),
    /**
     * w -= rate * gradient, or times a velocity: v = momentum * v + gradient (Polyak 1964; Nesterov's as
     * Sutskever et al. 2013 and PyTorch have it: gradient + momentum * v).
     */
    SGD("lr", Number.option("momentum"), Number.choice("nesterov"), Number.decay("0"));

    private final String rate;
    private final List<Number> numbers;

    Rule(String rate, Number... numbers) {
      this.rate = rate;
      this.numbers = List.of(numbers);
    }

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is for matrices alone. */
    public boolean partial() {
      return this == MUON;
    }

    /** Whether a value depends on more than its own gradient. */
    public boolean whole() {
      return this == LAMB || this == LARS || this == MUON;
    }

    public List<Number> numbers() {
      return numbers;
    }

    /** What stands between its parentheses: {@code lr = 1e-3, beta1 = 0.9}. */
    public String parameters() {
      return Stream.of(
              Stream.of(rate), numbers.stream().map(n -> n.name() + " = " + n.fallback()),
              Stream.of("rest = adamw(lr = 3e-4)").filter(r -> partial()))
          .flatMap(s -> s)
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * A number of a rule.
   *
   * @param fallback as people write it; {@code false} for one that is a choice
   * @param optional whether zero leaves out what it is for
   */
  public record Number(String name, String fallback, double least, double most, boolean optional) {
    Number(String name, String fallback, double least, double most) {
      this(name, fallback, least, most, false);
    }

    /** From 0 to below 1. */
    private static Number share(String name, String fallback) {
      return new Number(name, fallback, 0, Math.nextDown(1.0));
    }

    /** The same, not used unless given. */
    private static Number option(String name) {
      return new Number(name, "0", 0, Math.nextDown(1.0), true);
    }

    /** What is added to the gradient for each unit of weight. */
    private static Number decay(String fallback) {
      return new Number("decay", fallback, 0, 1, true);
    }

    private static Number choice(String name) {
      return new Number(name, "false", 0, 1, true);
    }

    /** Whether it is {@code true} or {@code false}. */
    public boolean choice() {
      return fallback.equals("false");
    }
  }

  /**
   * What kernels are made for: a rule with those of its optional parts that are used.
   *
   * @param numbers those that count, in the rule's order
   */
  public record Form(Rule rule, List<Number> numbers) {
    public Form {
      numbers = List.copyOf(numbers);
    }

    /** {@code sgd momentum nesterov}: the rule's word and those of its optional parts. */
    public String name() {
      return Stream.concat(
              Stream.of(rule.word()), numbers.stream().filter(Number::optional).map(Number::name))
          .collect(Collectors.joining(" "));
    }

    /** Whether a part is used. */
    public boolean has(String number) {
      return numbers.stream().anyMatch(n -> n.name().equals(number));
    }

    /** Whether a value depends on more than its own gradient. */
    public boolean whole() {
      return rule.whole() || has(Clip.NORM.number());
    }

    /** The place of a number. */
    public int index(String number) {
      return numbers.stream().map(Number::name).toList().indexOf(number);
    }
  }

  /**
   * Of a rule with a value for each of its numbers.
   *
   * @param values in the rule's order
   */
  public static Optimizer of(Rule rule, Schedule rate, List<Double> values) {
    List<Integer> used =
        Stream.iterate(0, i -> i + 1)
            .limit(values.size())
            .filter(i -> !rule.numbers().get(i).optional() || values.get(i) != 0)
            .toList();
    return new Optimizer(
        new Form(rule, used.stream().map(rule.numbers()::get).toList()), rate,
        used.stream().map(values::get).toList(), Optional.empty(), Optional.empty());
  }

  public Optimizer with(Lookahead slow) {
    return new Optimizer(form, rate, numbers, rest, Optional.of(slow));
  }

  /** The same with a rule for what it is not for. */
  public Optimizer rest(Optimizer other) {
    return new Optimizer(form, rate, numbers, Optional.of(other), lookahead);
  }

  /** Gradients beyond the limit are brought to it. */
  public enum Clip {
    /** Each value by itself. */
    VALUE,
    /** All of them, by one factor, where the root of the sum of their squares is beyond it. */
    NORM;

    public String number() {
      return "clip_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same, whose gradients are clipped. */
  public Optimizer clip(Clip clip, double limit) {
    List<Number> more = new ArrayList<>(form.numbers());
    more.add(new Number(clip.number(), "0", 0, Double.MAX_VALUE, true));
    List<Double> values = new ArrayList<>(numbers);
    values.add(limit);
    return new Optimizer(
        new Form(form.rule(), more), rate, values, rest.map(r -> r.clip(clip, limit)), lookahead);
  }

  public Optimizer {
    numbers = List.copyOf(numbers);
  }
}
