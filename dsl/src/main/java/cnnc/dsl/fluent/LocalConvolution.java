package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** {@code local}: a convolution whose weights and biases differ from place to place. */
public final class LocalConvolution extends WeightedLayer<LocalConvolution> {
  LocalConvolution(Written written) {
    super(written);
  }

  @Override
  LocalConvolution of(Written other) {
    return new LocalConvolution(other);
  }

  /** Pixels from one window to the next; 1 by default. */
  public LocalConvolution stride(int pixels) {
    return with("stride", pixels);
  }

  /** Zeros around the image; {@code same()} by default. */
  public LocalConvolution pad(Pad pad) {
    return with("pad", Pad.expression(pad));
  }

  /** The same number on all four sides. */
  public LocalConvolution pad(int pixels) {
    return with("pad", pixels);
  }
}
