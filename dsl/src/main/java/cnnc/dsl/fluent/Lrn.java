package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** {@code lrn}: x / (k + alpha sum x^2)^beta over the channels around. */
public final class Lrn extends WrittenLayer<Lrn> {
  Lrn(Written written) {
    super(written);
  }

  @Override
  Lrn of(Written other) {
    return new Lrn(other);
  }

  /** 1 by default. */
  public Lrn k(double k) {
    return with("k", k);
  }

  /** Not divided by the window; 0.001 / (2 radius + 1) by default. */
  public Lrn alpha(double alpha) {
    return with("alpha", alpha);
  }

  /** 0.75 by default. */
  public Lrn beta(double beta) {
    return with("beta", beta);
  }
}
