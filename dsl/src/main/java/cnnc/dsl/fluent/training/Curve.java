package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Written;

/** A schedule by one of the language's rules; what it has no such argument for is a fault. */
public final class Curve extends Schedule {
  private final Written written;

  private Curve(Written written) {
    super(written.call());
    this.written = written;
  }

  /** A rule of this word with arguments that need no names. */
  public static Curve of(String word, Object... arguments) {
    return new Curve(Written.word(word, arguments));
  }

  private Curve with(String argument, Object value) {
    return new Curve(written.with(argument, value));
  }

  /** Of {@code exp_decay}: what the rate is multiplied by each time. */
  public Curve factor(double factor) {
    return with("factor", factor);
  }

  /** Of {@code plateau}: after how many judgements. */
  public Curve patience(int evaluations) {
    return with("patience", evaluations);
  }

  /** Of {@code exp_decay}: how often. */
  public Curve every(Duration time) {
    return with("every", Duration.expression(time));
  }

  /** Of {@code exp_decay}: in steps down, not evenly. */
  public Curve staircase() {
    return with("staircase", true);
  }

  /** What it begins with. */
  public Curve start(double value) {
    return with("start", value);
  }

  /** What it ends with. */
  public Curve end(double value) {
    return with("end", value);
  }

  /** Of {@code polynomial} and {@code ramp}: the exponent. */
  public Curve power(double exponent) {
    return with("power", exponent);
  }

  /** How long it takes; the run by default. */
  public Curve over(Duration length) {
    return with("over", Duration.expression(length));
  }

  /** Of {@code cosine}: begins again at its end. */
  public Curve restarts() {
    return with("restarts", true);
  }

  /** Of {@code cosine}: what its length is multiplied by each time it begins again. */
  public Curve longer(double factor) {
    return with("longer", factor);
  }

  /** Of {@code triangle}: the share of its length at which it is greatest. */
  public Curve peak(double share) {
    return with("peak", share);
  }

  /** Of {@code one_cycle}: the same. */
  public Curve rise(double share) {
    return with("rise", share);
  }
}
