package cnnc.runtime.augment;

import cnnc.runtime.fault.Arguments;
import java.util.List;
import java.util.Objects;

/** A chain of ops that turns a raw image into the network's input. */
public record Augmentation(List<Op> ops) {
  public Augmentation {
    ops = List.copyOf(ops);
  }

  /**
   * Number of values that the chain makes of an image.
   *
   * @throws IllegalArgumentException when a crop does not fit, an image moves out of its frame, or there
   *     are means for another number of channels
   */
  public int outputSize(int height, int width, int channels) {
    int h = height;
    int w = width;
    for (Op op : ops) {
      if (op instanceof Crop c) {
        Arguments.check(
            c.height() <= h && c.width() <= w,
            "a crop of " + c.height() + "x" + c.width() + " does not fit " + h + "x" + w);
        h = c.height();
        w = c.width();
      } else if (op instanceof Normalize n) {
        Arguments.check(
            n.means().size() == channels, "there are " + n.means().size() + " means for " + channels + " channels");
      }
      int moves =
          op instanceof Translate t
              ? t.pixels()
              : op instanceof Shift s ? Math.max(Math.abs(s.down()), Math.abs(s.right())) : 0;
      Arguments.check(
          moves < Math.min(h, w), "an image of " + h + "x" + w + " cannot move by " + moves + " pixels");
    }
    return h * w * channels;
  }

  /** Width of what the chain makes of images of this width. */
  public int outputWidth(int width) {
    int w = width;
    for (Op op : ops) {
      w = op instanceof Crop c ? c.width() : w;
    }
    return w;
  }

  /** An op on an image of height x width x channels values from 0 to 255. */
  public sealed interface Op {}

  record Crop(int height, int width, Place place) implements Op {
    public Crop {
      Objects.requireNonNull(place, "place");
      Arguments.check(
          height >= 1 && width >= 1, "a crop of " + height + "x" + width + " holds no pixel");
    }
  }

  /** Down and right; drawn from -pixels to pixels, or by so many. */
  record Translate(int pixels, Edge edge) implements Op {
    public Translate {
      Objects.requireNonNull(edge, "edge");
      Arguments.check(pixels >= 0, "pixels must not be negative, and " + pixels + " is");
    }
  }

  record Shift(int down, int right, Edge edge) implements Op {
    public Shift {
      Objects.requireNonNull(edge, "edge");
    }
  }

  /** What comes in from outside of an image that moves. */
  public enum Edge {
    /** What lies as far inside; the outermost row or column is not doubled. */
    REFLECT,
    /** Black. */
    ZERO
  }

  /** Where a window lies. */
  enum Place {
    DRAWN,
    CENTER,
    TOP_LEFT,
    TOP_RIGHT,
    BOTTOM_LEFT,
    BOTTOM_RIGHT
  }

  record Flip(float probability, boolean alternate) implements Op {
    public Flip {
      Arguments.checkShare(probability, "probability");
    }
  }

  record Brightness(float delta) implements Op {
    public Brightness {
      Arguments.checkNotNegative(delta, "delta");
    }
  }

  record Contrast(float low, float high) implements Op {
    public Contrast {
      Arguments.checkNotNegative(low, "low");
      Arguments.checkNotNegative(high - low, "high - low");
    }
  }

  record Normalize(List<Double> means, List<Double> deviations) implements Op {
    public Normalize {
      means = List.copyOf(means);
      deviations = List.copyOf(deviations);
      Arguments.check(
          means.size() == deviations.size(),
          means.size() + " means do not go with " + deviations.size() + " deviations");
      deviations.forEach(
          d -> Arguments.check(d > 0, "a deviation must be more than 0, and " + d + " is not"));
    }
  }

  record Standardize() implements Op {}

  public static Augmentation of(Op... ops) {
    return new Augmentation(List.of(ops));
  }

  /** A window whose place is drawn evenly from all that fit. */
  public static Op crop(int height, int width) {
    return new Crop(height, width, Place.DRAWN);
  }

  /** The window in the middle; the odd pixel is cut at the end. */
  public static Op centerCrop(int height, int width) {
    return new Crop(height, width, Place.CENTER);
  }

  /** The window in a corner. */
  public static Op cornerCrop(int height, int width, boolean bottom, boolean right) {
    return new Crop(
        height, width,
        bottom
            ? right ? Place.BOTTOM_RIGHT : Place.BOTTOM_LEFT
            : right ? Place.TOP_RIGHT : Place.TOP_LEFT);
  }

  /** Left and right change places with this probability. */
  public static Op flip(double probability) {
    return new Flip((float) probability, false);
  }

  /**
   * Left and right change places with this probability, drawn once for each image; in every other epoch
   * it is the other way round (Jordan 2024, 2404.00498).
   */
  public static Op flipAlternate(double probability) {
    return new Flip((float) probability, true);
  }

  /** Moves down and right by numbers from -pixels to pixels. */
  public static Op translate(int pixels, Edge edge) {
    return new Translate(pixels, edge);
  }

  /** Moves down and right by these numbers. */
  public static Op shift(int down, int right, Edge edge) {
    return new Shift(down, right, edge);
  }

  /** One number from [-delta, delta) is added to every value. */
  public static Op brightness(double delta) {
    return new Brightness((float) delta);
  }

  /** Per channel (x - mean) f + mean, with one f from [low, high) for the image. */
  public static Op contrast(double low, double high) {
    return new Contrast((float) low, (float) high);
  }

  /** (x / 255 - mean) / deviation, each by its channel. */
  public static Op normalize(List<Double> means, List<Double> deviations) {
    return new Normalize(means, deviations);
  }

  /** (x - mean) / max(standard deviation, 1 / sqrt(n)) over all n values, in two passes. */
  public static Op standardize() {
    return new Standardize();
  }
}
