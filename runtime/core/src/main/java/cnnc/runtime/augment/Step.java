package cnnc.runtime.augment;

import cnnc.runtime.augment.Augmentation.Size;

/** What an op does. */
non-sealed interface Step extends Augmentation.Op {
  /**
   * The size of what it makes of an image.
   *
   * @throws IllegalArgumentException when it is not for such images
   */
  default Size after(Size in, int channels) {
    return in;
  }

  void apply(Canvas image, Draw draw);
}
