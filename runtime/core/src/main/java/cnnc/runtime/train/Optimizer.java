package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.net.Spec;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.Update;
import cnnc.runtime.net.UpdateRule;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How gradients change parameters. A class knows the rules of its file's recipes.
 *
 * @param rule its word in the language
 * @param numbers those of the rule, in its order
 * @param rest of the parameters that the rule is not for
 */
public record Optimizer(
    String rule, Schedule rate, List<Double> numbers, Optional<Optimizer> rest,
    Optional<Lookahead> lookahead) {
  /**
   * Every so often slow weights go a share of the way to the others, which take them over; so do
   * running means and variances (Zhang et al. 2019, 1907.08610).
   *
   * @param decay the share of the way that they stay behind, by how many steps were done
   */
  public record Lookahead(Duration every, Schedule decay) {
    public Lookahead {
      Objects.requireNonNull(every, "every");
      Objects.requireNonNull(decay, "decay");
    }
  }

  public Optimizer {
    Objects.requireNonNull(rest, "rest");
    Objects.requireNonNull(lookahead, "lookahead");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(rate, "rate");
    numbers = List.copyOf(numbers);
  }

  /** The rule of this word with its numbers. */
  public static Optimizer of(String rule, Schedule rate, Double... numbers) {
    return new Optimizer(rule, rate, List.of(numbers), Optional.empty(), Optional.empty());
  }

  /** Kingma and Ba 2014, with "epsilon hat" as TensorFlow applies it. */
  public static Optimizer adam(Schedule rate, double beta1, double beta2, double epsilon) {
    Arguments.check(beta1 >= 0 && beta1 < 1, "beta1 must be from 0 to below 1, not " + beta1);
    Arguments.check(beta2 >= 0 && beta2 < 1, "beta2 must be from 0 to below 1, not " + beta2);
    Arguments.checkNotNegative(epsilon, "epsilon");
    return of("adam", rate, beta1, beta2, epsilon);
  }

  /** w -= rate * gradient. */
  public static Optimizer sgd(Schedule rate) {
    return of("sgd", rate);
  }

  /** The same with a rule for what it is not for. */
  public Optimizer rest(Optimizer other) {
    return new Optimizer(rule, rate, numbers, Optional.of(other), lookahead);
  }

  /** The rules of this and of the rest, as a network was compiled for them. */
  public List<UpdateRule> rules(Spec spec) {
    return Stream.concat(Stream.of(this), rest.stream()).map(o -> spec.rule(o.rule)).toList();
  }

  /** The number of this name that the rule takes; zero where it takes none. */
  public double number(UpdateRule form, String name) {
    int index = form.numbers().indexOf(name);
    return index < 0 ? 0 : numbers.get(index);
  }

  double[] values() {
    return numbers.stream().mapToDouble(n -> n).toArray();
  }

  /** The update that goes on with what a training keeps. */
  Update update(Spec spec, TrainingState state) {
    List<UpdateRule> rules = rules(spec);
    Update others =
        rest.map(
                r ->
                    new Update(
                        spec, rules.get(1), r.values(), state.slots(rules, 1), null, null))
            .orElse(null);
    return new Update(
        spec, rules.get(0), values(), state.slots(rules, 0), state.average(), others);
  }

  /** The same with slow weights. */
  public Optimizer lookahead(Duration every, Schedule decay) {
    return new Optimizer(rule, rate, numbers, rest, Optional.of(new Lookahead(every, decay)));
  }

  /** The same with another learning rate. */
  public Optimizer withRate(Schedule other) {
    return new Optimizer(rule, other, numbers, rest, lookahead);
  }
}
