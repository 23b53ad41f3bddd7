package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** A layer with weights and, unless it says otherwise, a bias. */
public abstract class WeightedLayer<T> extends WrittenLayer<T> {
  WeightedLayer(Written written) {
    super(written);
  }

  /** How the weights begin; {@code heNormal()} by default. */
  public T init(Init init) {
    return with("init", Init.expression(init));
  }

  /** What each bias begins with; 0 by default. */
  public T bias(double value) {
    return with("bias", value);
  }

  /** Leaves the bias out, as before a batch norm, which takes it away. */
  public T noBias() {
    return with("bias", Cnn.none());
  }

  /** The factor of |w|^2 / 2 in {@code l2()}; 0 by default. */
  public T decay(double factor) {
    return with("decay", factor);
  }
}
