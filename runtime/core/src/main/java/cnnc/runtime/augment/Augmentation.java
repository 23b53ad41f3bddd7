package cnnc.runtime.augment;

import cnnc.runtime.fault.Arguments;
import java.util.List;
import java.util.Optional;

/** A chain of ops that turns a raw image into the network's input. */
public record Augmentation(List<Op> ops) {
  public Augmentation {
    ops = List.copyOf(ops);
    for (int i = 0; i < ops.size() - 1; i++) {
      Arguments.check(
          !(ops.get(i) instanceof Mixing), "nothing stands behind an op that mixes the images of a batch");
    }
  }

  /** An op on an image of height x width x channels values from 0 to 255. */
  public sealed interface Op permits Step {}

  /** Rows and columns of an image. */
  public record Size(int height, int width) {}

  /**
   * The size of what the chain makes of an image.
   *
   * @throws IllegalArgumentException when a crop does not fit, an image moves out of its frame, or an op
   *     is for another number of channels
   */
  public Size output(int height, int width, int channels) {
    Size size = new Size(height, width);
    for (Op op : ops) {
      size = ((Step) op).after(size, channels);
    }
    return size;
  }

  /** Number of values that the chain makes of an image. */
  public int outputSize(int height, int width, int channels) {
    Size size = output(height, width, channels);
    return Math.multiplyExact(Math.multiplyExact(size.height(), size.width()), channels);
  }

  /** What comes in from outside of an image that moves. */
  public enum Edge {
    /** What lies as far inside; the outermost row or column is not doubled. */
    REFLECT,
    /** What black has become by the ops before. */
    ZERO
  }

  public static Augmentation of(Op... ops) {
    return new Augmentation(List.of(ops));
  }

  /** A window whose place is drawn evenly from all that fit. */
  public static Op crop(int height, int width) {
    return new Geometry.Crop(height, width, Geometry.Place.DRAWN);
  }

  /** The window in the middle; the odd pixel is cut at the end. */
  public static Op centerCrop(int height, int width) {
    return new Geometry.Crop(height, width, Geometry.Place.CENTER);
  }

  /** The window in a corner. */
  public static Op cornerCrop(int height, int width, boolean bottom, boolean right) {
    return new Geometry.Crop(
        height, width,
        bottom
            ? right ? Geometry.Place.BOTTOM_RIGHT : Geometry.Place.BOTTOM_LEFT
            : right ? Geometry.Place.TOP_RIGHT : Geometry.Place.TOP_LEFT);
  }

  /**
   * Left and right change places with this probability.
   *
   * @param alternate draw once for each image; in every other epoch it is the other way round (Jordan
   *     2024, 2404.00498)
   * @param vertical top and bottom change places instead
   */
  public static Op flip(double probability, boolean alternate, boolean vertical) {
    return new Geometry.Flip((float) probability, alternate, vertical);
  }

  /** Moves down and right by numbers from -pixels to pixels. */
  public static Op translate(int pixels, Edge edge) {
    return new Geometry.Translate(pixels, edge);
  }

  /** Moves down and right by these numbers. */
  public static Op shift(int down, int right, Edge edge) {
    return new Geometry.Shift(down, right, edge);
  }

  /** So many pixels more on each side. */
  public static Op pad(int pixels, Edge edge) {
    return new Geometry.Pad(pixels, edge);
  }

  /** Turned around its middle by an angle from -degrees to degrees, bilinear. */
  public static Op rotate(double degrees, Edge edge) {
    return new Geometry.Rotate(degrees, edge);
  }

  /** The whole image in another size: {@link cnnc.runtime.picture.Taps}. */
  public static Op resize(int height, int width) {
    return new Geometry.Resize(height, width);
  }

  /**
   * A part in another size: {@link cnnc.runtime.picture.Taps}.
   *
   * @param leastArea from this share of the image to all of it the part's is drawn evenly
   * @param mostRatio from its inverse to this the part's width over its height is drawn, evenly in its
   *     logarithm; what would stick out of the image is cut (Szegedy et al. 2015, 1409.4842)
   */
  public static Op randomResizedCrop(int height, int width, double leastArea, double mostRatio) {
    return new Geometry.ResizedCrop(height, width, leastArea, mostRatio);
  }

  /** One number from [-delta, delta) is added to every value. */
  public static Op brightness(double delta) {
    return new Values.Brightness((float) delta);
  }

  /** Per channel (x - mean) f + mean, with one f from [low, high) for the image. */
  public static Op contrast(double low, double high) {
    return new Values.Contrast((float) low, (float) high);
  }

  /** Distances from the luma (ITU-R BT.601) times one number from [low, high). */
  public static Op saturation(double low, double high) {
    return new Values.Saturation((float) low, (float) high);
  }

  /** Colours turn by one angle from [-degrees, degrees) in the plane of U and V (ITU-R BT.601). */
  public static Op hue(double degrees) {
    return new Values.Hue(degrees);
  }

  /** With this probability all channels become the luma (ITU-R BT.601). */
  public static Op gray(double probability) {
    return new Values.Gray((float) probability);
  }

  /** 255 (x / 255)^g, with one g from [low, high); what is below 0 becomes 0. */
  public static Op gamma(double low, double high) {
    return new Values.Gamma((float) low, (float) high);
  }

  /** (x / 255 - mean) / deviation, each by its channel. */
  public static Op normalize(List<Double> means, List<Double> deviations) {
    return new Values.Normalize(means, deviations);
  }

  /** x - mean, each by its channel's mean over the image. */
  public static Op subtractMean() {
    return new Values.SubtractMean();
  }

  /** (x - mean) / max(standard deviation, 1 / sqrt(n)) over all n values, in two passes. */
  public static Op standardize() {
    return new Values.Standardize();
  }

  /**
   * A square becomes 0. Its middle is drawn evenly from all pixels, so a part of it may lie outside (DeVries
   * and Taylor 2017, 1708.04552).
   */
  public static Op cutout(int pixels) {
    return new Cutout(pixels);
  }

  /**
   * In a training, each image of a batch is mixed with the one before it, and what is wanted of both (Zhang
   * et al. 2017, 1710.09412). Nothing may stand behind it.
   *
   * @param alpha of the share that stays an image's own, drawn by Beta(alpha, alpha)
   */
  public static Op mixup(double alpha) {
    return new Mixing(false, alpha);
  }

  /**
   * The same where a box is the other image's, and the share is that of the box (Yun et al. 2019,
   * 1905.04899).
   */
  public static Op cutmix(double alpha) {
    return new Mixing(true, alpha);
  }

  /** What images are mixed by, if they are. */
  Optional<Mixing> mixing() {
    return ops.isEmpty() || !(ops.get(ops.size() - 1) instanceof Mixing m)
        ? Optional.empty()
        : Optional.of(m);
  }
}
