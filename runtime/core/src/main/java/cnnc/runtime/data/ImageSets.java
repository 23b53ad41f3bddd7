package cnnc.runtime.data;

import java.util.Objects;

/**
 * The images to learn from and the images to judge by.
 *
 * @param judging by what a training is judged on its way, so that what is chosen by that is not chosen
 *     by the test
 */
public record ImageSets(ImageSet train, ImageSet test, ImageSet judging) {
  public ImageSets {
    Objects.requireNonNull(train, "train");
    Objects.requireNonNull(test, "test");
    Objects.requireNonNull(judging, "judging");
  }

  /** With no images held out: the test is what a training is judged by on its way, too. */
  public ImageSets(ImageSet train, ImageSet test) {
    this(train, test, test);
  }
}
