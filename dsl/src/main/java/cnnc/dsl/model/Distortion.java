package cnnc.dsl.model;

/** An op on raw images. */
public sealed interface Distortion {
  /** A window at a place drawn evenly. */
  record Crop(int height, int width) implements Distortion {}

  /** The window in the middle. */
  record CenterCrop(int height, int width) implements Distortion {}

  /** Left and right change places with this probability. */
  record Flip(double probability) implements Distortion {}

  /** One number from [-delta, delta) is added to every value. */
  record Brightness(double delta) implements Distortion {}

  /** Each channel's distance from its mean is multiplied by one number from [low, high). */
  record Contrast(double low, double high) implements Distortion {}

  /** (x - mean) / max(standard deviation, 1 / sqrt(n)) over the whole image. */
  record Standardize() implements Distortion {}
}
