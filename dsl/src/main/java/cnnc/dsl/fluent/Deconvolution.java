package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** {@code deconv}: the input gradient of a convolution, as a layer. */
public final class Deconvolution extends WeightedLayer<Deconvolution> {
  Deconvolution(Written written) {
    super(written);
  }

  @Override
  Deconvolution of(Written other) {
    return new Deconvolution(other);
  }

  /** The stride of the convolution that leads back; 1 by default. */
  public Deconvolution stride(int pixels) {
    return with("stride", pixels);
  }

  /** The padding of the convolution that leads back; {@code same()} by default. */
  public Deconvolution pad(Pad pad) {
    return with("pad", Pad.expression(pad));
  }

  /** The same number on all four sides. */
  public Deconvolution pad(int pixels) {
    return with("pad", pixels);
  }

  /** Rows and columns more at the end; 0 by default. */
  public Deconvolution outputPad(int pixels) {
    return with("output_pad", pixels);
  }

  /** Channels fall into so many groups; 1 by default. */
  public Deconvolution groups(int groups) {
    return with("groups", groups);
  }

  /** Pixels from one of the window's to the next; 1 by default. */
  public Deconvolution dilation(int pixels) {
    return with("dilation", pixels);
  }
}
