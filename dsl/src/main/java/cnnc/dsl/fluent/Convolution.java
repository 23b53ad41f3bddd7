package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** {@code conv}: a window slides over the image; each output channel is a weighted sum under it. */
public final class Convolution extends WeightedLayer<Convolution> {
  Convolution(Written written) {
    super(written);
  }

  @Override
  Convolution of(Written other) {
    return new Convolution(other);
  }

  /** Pixels from one window to the next; 1 by default. */
  public Convolution stride(int pixels) {
    return with("stride", pixels);
  }

  /** The same, down and across. */
  public Convolution stride(int rows, int columns) {
    return with("stride", size(rows, columns));
  }

  /** Zeros around the image; {@code same()} by default: in / stride outputs, rounded up. */
  public Convolution pad(Pad pad) {
    return with("pad", Pad.expression(pad));
  }

  /** The same number on all four sides. */
  public Convolution pad(int pixels) {
    return with("pad", pixels);
  }

  /** Channels fall into so many groups, each read by its share of the outputs; 1 by default. */
  public Convolution groups(int groups) {
    return with("groups", groups);
  }

  /** Pixels from one of the window's to the next; 1 by default. */
  public Convolution dilation(int pixels) {
    return with("dilation", pixels);
  }

  /** The last window may stand out of an explicit padding, as in Caffe. */
  public Convolution ceil() {
    return with("round", Written.name("ceil"));
  }
}
