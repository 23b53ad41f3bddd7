package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Written;

/** How gradients change parameters. */
public final class Optimizer {
  final Written written;

  private Optimizer(Written written) {
    this.written = written;
  }

  /** A rule of this word at a rate that stays. */
  public static Optimizer of(String word, double rate) {
    return new Optimizer(Written.word(word).with("lr", rate));
  }

  /** The same at a rate that changes. */
  public static Optimizer of(String word, Schedule rate) {
    return new Optimizer(Written.word(word).with("lr", Schedule.expression(rate)));
  }

  /** Of {@code adam}: the share of the old mean of gradients in the new one; 0.9 by default. */
  public Optimizer beta1(double share) {
    return new Optimizer(written.with("beta1", share));
  }

  /** Of {@code adam}: the same of their squares; 0.999 by default. */
  public Optimizer beta2(double share) {
    return new Optimizer(written.with("beta2", share));
  }

  /** Of {@code sgd}: the share of its velocity that stays. */
  public Optimizer momentum(double share) {
    return new Optimizer(written.with("momentum", share));
  }

  /** Of {@code sgd} with a momentum: looks ahead by it. */
  public Optimizer nesterov() {
    return new Optimizer(written.with("nesterov", true));
  }

  /**
   * What becomes of weights that have no gradient: of {@code sgd} and {@code adam}, this share of a
   * weight is added to its gradient; of {@code adamw}, that times the rate is taken from the weight. Of
   * {@code rmsprop}, the share of the old mean of squares in the new one.
   */
  public Optimizer decay(double share) {
    return new Optimizer(written.with("decay", share));
  }

  /** Of {@code lars}: what the rate of a tensor is multiplied by. */
  public Optimizer trust(double factor) {
    return new Optimizer(written.with("trust", factor));
  }

  /** Of {@code muon}: the rule of what is no matrix. */
  public Optimizer rest(Optimizer other) {
    return new Optimizer(written.with("rest", other == null ? null : other.written.call()));
  }

  /** What is added to the root; 1e-8 of {@code adam} and 1e-7 of {@code rmsprop} by default. */
  public Optimizer eps(double epsilon) {
    return new Optimizer(written.with("eps", epsilon));
  }
}
