package cnnc.runtime.augment;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.random.Streams;

/** A square of zeros. */
record Cutout(int pixels) implements Step {
  Cutout {
    Arguments.check(pixels >= 1, "a square has at least 1 pixel, not " + pixels);
  }

  @Override
  public void apply(Canvas image, Draw draw) {
    int top = draw.below(image.height(), Streams.CUTOUT_Y) - pixels / 2;
    int left = draw.below(image.width(), Streams.CUTOUT_X) - pixels / 2;
    image.blank(
        Math.max(0, top), Math.max(0, left), Math.min(image.height(), top + pixels),
        Math.min(image.width(), left + pixels));
  }
}
