package cnnc.runtime.data;

import java.util.Objects;

/** The images to learn from and the images to judge by. */
public record ImageSets(ImageSet train, ImageSet test) {
  public ImageSets {
    Objects.requireNonNull(train, "train");
    Objects.requireNonNull(test, "test");
  }
}
