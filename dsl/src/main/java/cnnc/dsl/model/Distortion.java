package cnnc.dsl.model;

import java.util.List;

/** An op on raw images. */
public sealed interface Distortion {
  /** A window at a place drawn evenly. */
  record Crop(int height, int width) implements Distortion {}

  /** The window in the middle. */
  record CenterCrop(int height, int width) implements Distortion {}

  /** The window in a corner. */
  record CornerCrop(int height, int width, boolean bottom, boolean right) implements Distortion {}

  /**
   * Left and right change places with this probability.
   *
   * @param alternate draw once for each image; in every other epoch it is the other way round (Jordan
   *     2024, 2404.00498)
   */
  record Flip(double probability, boolean alternate) implements Distortion {}

  /** Down and right by numbers from -pixels to pixels, drawn evenly. */
  record Translate(int pixels, Edge edge) implements Distortion {}

  /** The same by numbers that are given. */
  record Shift(int down, int right, Edge edge) implements Distortion {}

  /** What comes in from outside. */
  enum Edge {
    /** What lies as far inside; the outermost row or column is not doubled. */
    REFLECT,
    /** Black. */
    ZERO
  }

  /** One number from [-delta, delta) is added to every value. */
  record Brightness(double delta) implements Distortion {}

  /** Each channel's distance from its mean is multiplied by one number from [low, high). */
  record Contrast(double low, double high) implements Distortion {}

  /** (x / 255 - mean) / deviation, each by its channel. */
  record Normalize(List<Double> means, List<Double> deviations) implements Distortion {
    public Normalize {
      means = List.copyOf(means);
      deviations = List.copyOf(deviations);
    }
  }

  /** (x - mean) / max(standard deviation, 1 / sqrt(n)) over the whole image. */
  record Standardize() implements Distortion {}
}
