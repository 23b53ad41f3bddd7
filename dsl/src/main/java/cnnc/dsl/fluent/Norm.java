package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/**
 * {@code bn}, {@code layer_norm}, {@code group_norm} or {@code instance_norm}: (x - mean) /
 * sqrt(variance + eps), times a scale and plus a shift per channel.
 */
public final class Norm extends WrittenLayer<Norm> {
  Norm(Written written) {
    super(written);
  }

  @Override
  Norm of(Written other) {
    return new Norm(other);
  }

  /** The share of the old running average in the new one, of {@code bn}; 0.9 by default. */
  public Norm momentum(double share) {
    return with("momentum", share);
  }

  /** What is added to the variance; 1e-5 by default. */
  public Norm eps(double epsilon) {
    return with("eps", epsilon);
  }

  /** Leaves the scale out. */
  public Norm noScale() {
    return with("scale", false);
  }

  /** Leaves the shift out. */
  public Norm noShift() {
    return with("shift", false);
  }
}
