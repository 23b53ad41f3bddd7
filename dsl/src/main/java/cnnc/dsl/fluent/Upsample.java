package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** {@code upsample}: each pixel is repeated, or lies between its neighbours. */
public final class Upsample extends WrittenLayer<Upsample> {
  Upsample(Written written) {
    super(written);
  }

  @Override
  Upsample of(Written other) {
    return new Upsample(other);
  }

  /** Between pixels, by half-pixel centres and with edges kept. */
  public Upsample bilinear() {
    return with("mode", Written.name("bilinear"));
  }
}
