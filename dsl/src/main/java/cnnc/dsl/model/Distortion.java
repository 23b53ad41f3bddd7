package cnnc.dsl.model;

import java.util.List;

/**
 * An op on raw images. The runtime makes each by a method of its name, which takes the same values in the
 * same order.
 */
public sealed interface Distortion {
  /** The shape of what it makes of an image. */
  default Shape.Image after(Shape.Image in) {
    return in;
  }

  /** Of how many pixels at most it makes one. */
  default double taps(Shape.Image in) {
    return 1;
  }

  /** Old pixels along a side that a new one is made of. */
  private static double side(int old, int now) {
    return 2 * Math.max(1, (double) old / now) + 1;
  }

  /** What makes images of a size of its own. */
  sealed interface Sized extends Distortion {
    int height();

    int width();

    @Override
    default Shape.Image after(Shape.Image in) {
      return new Shape.Image(height(), width(), in.channels());
    }
  }

  /** A window at a place drawn evenly. */
  record Crop(int height, int width) implements Sized {}

  /** The window in the middle. */
  record CenterCrop(int height, int width) implements Sized {}

  /** The window in a corner. */
  record CornerCrop(int height, int width, boolean bottom, boolean right) implements Sized {}

  /**
   * Left and right change places with this probability.
   *
   * @param alternate draw once for each image; in every other epoch it is the other way round (Jordan
   *     2024, 2404.00498)
   * @param vertical top and bottom change places instead
   */
  record Flip(double probability, boolean alternate, boolean vertical) implements Distortion {}

  /** Down and right by numbers from -pixels to pixels, drawn evenly. */
  record Translate(int pixels, Edge edge) implements Distortion {}

  /** The same by numbers that are given. */
  record Shift(int down, int right, Edge edge) implements Distortion {}

  /** So many pixels more on each side. */
  record Pad(int pixels, Edge edge) implements Distortion {
    @Override
    public Shape.Image after(Shape.Image in) {
      return new Shape.Image(in.height() + 2 * pixels, in.width() + 2 * pixels, in.channels());
    }
  }

  /** What comes in from outside. */
  enum Edge {
    /** What lies as far inside; the outermost row or column is not doubled. */
    REFLECT,
    /** What black has become by the ops before. */
    ZERO
  }

  /** Turned around the middle by an angle drawn from [-degrees, degrees), bilinear. */
  record Rotate(double degrees, Edge edge) implements Distortion {
    @Override
    public double taps(Shape.Image in) {
      return 4;
    }
  }

  /** The whole image in another size; a new pixel is the mean of those that it covers, by a triangle. */
  record Resize(int height, int width) implements Sized {
    @Override
    public double taps(Shape.Image in) {
      return side(in.height(), height) * side(in.width(), width);
    }
  }

  /**
   * A part of the image in another size. Its share of the area is drawn evenly from [leastArea, 1), the
   * logarithm of its width over its height evenly between those of 1 / mostRatio and of mostRatio, its place
   * evenly too; what would stick out is cut (Szegedy et al. 2015, 1409.4842).
   */
  record RandomResizedCrop(int height, int width, double leastArea, double mostRatio)
      implements Sized {
    @Override
    public double taps(Shape.Image in) {
      return side(in.height(), height) * side(in.width(), width);
    }
  }

  /** One number from [-delta, delta) is added to every value. */
  record Brightness(double delta) implements Distortion {}

  /** Each channel's distance from its mean is multiplied by one number from [low, high). */
  record Contrast(double low, double high) implements Distortion {}

  /** Distances from the luma (ITU-R BT.601) times one number from [low, high). */
  record Saturation(double low, double high) implements Distortion {}

  /** Colours turn by one angle from [-degrees, degrees) in the plane of U and V (ITU-R BT.601). */
  record Hue(double degrees) implements Distortion {}

  /** With this probability all channels become the luma (ITU-R BT.601). */
  record Gray(double probability) implements Distortion {}

  /** 255 (x / 255)^g, with one g from [low, high); what is below 0 becomes 0. */
  record Gamma(double low, double high) implements Distortion {}

  /** (x / 255 - mean) / deviation, each by its channel. */
  record Normalize(List<Double> means, List<Double> deviations) implements Distortion {
    public Normalize {
      means = List.copyOf(means);
      deviations = List.copyOf(deviations);
    }
  }

  /** x - mean, each by its channel's mean over the image. */
  record SubtractMean() implements Distortion {}

  /** (x - mean) / max(standard deviation, 1 / sqrt(n)) over the whole image. */
  record Standardize() implements Distortion {}

  /**
   * A square of so many pixels becomes 0. Its middle is drawn evenly from all places, so a part of it may
   * lie outside (DeVries and Taylor 2017, 1708.04552).
   */
  record Cutout(int pixels) implements Distortion {}

  /**
   * The last op of a chain: it mixes each image of a batch with the one before it, the first with the last,
   * and what is wanted of them. The share that stays its own is drawn for each image by Beta(alpha, alpha).
   */
  sealed interface Mixing extends Distortion {
    double alpha();
  }

  /** All values are mixed (Zhang et al. 2017, 1710.09412). */
  record Mixup(double alpha) implements Mixing {}

  /**
   * The other's values fill a box of the image's proportions, whose middle is drawn evenly, so a part of it
   * may lie outside (Yun et al. 2019, 1905.04899).
   */
  record Cutmix(double alpha) implements Mixing {}
}
