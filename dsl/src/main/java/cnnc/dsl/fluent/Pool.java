package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** {@code pool} or {@code avg_pool}: the largest or the mean value of each window. */
public final class Pool extends WrittenLayer<Pool> {
  Pool(Written written) {
    super(written);
  }

  @Override
  Pool of(Written other) {
    return new Pool(other);
  }

  /** Padding, which never wins and by default is not counted; {@code same()} by default. */
  public Pool pad(Pad pad) {
    return with("pad", Pad.expression(pad));
  }

  /** The same number on all four sides. */
  public Pool pad(int pixels) {
    return with("pad", pixels);
  }

  /** Pixels from one of the window's to the next, of {@code pool}; 1 by default. */
  public Pool dilation(int pixels) {
    return with("dilation", pixels);
  }

  /** The mean counts explicit padding as zeros, as PyTorch and Caffe do. */
  public Pool countPad() {
    return with("count_pad", true);
  }

  /** The last window may stand out of an explicit padding, as in Caffe. */
  public Pool ceil() {
    return with("round", Written.name("ceil"));
  }
}
