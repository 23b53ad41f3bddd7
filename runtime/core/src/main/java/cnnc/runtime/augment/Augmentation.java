package cnnc.runtime.augment;

import cnnc.runtime.fault.Arguments;
import java.util.List;

/** A chain of ops that turns a raw image into the network's input. */
public record Augmentation(List<Op> ops) {
  public Augmentation {
    ops = List.copyOf(ops);
  }

  /**
   * Number of values that the chain makes of an image.
   *
   * @throws IllegalArgumentException when a crop does not fit
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
      }
    }
    return h * w * channels;
  }

  /** An op on an image of height x width x channels values from 0 to 255. */
  public sealed interface Op {}

  record Crop(int height, int width, boolean center) implements Op {
    public Crop {
      Arguments.check(
          height >= 1 && width >= 1, "a crop of " + height + "x" + width + " holds no pixel");
    }
  }

  record Flip(float probability) implements Op {
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

  record Standardize() implements Op {}

  public static Augmentation of(Op... ops) {
    return new Augmentation(List.of(ops));
  }

  /** A window whose place is drawn evenly from all that fit. */
  public static Op crop(int height, int width) {
    return new Crop(height, width, false);
  }

  /** The window in the middle; the odd pixel is cut at the end. */
  public static Op centerCrop(int height, int width) {
    return new Crop(height, width, true);
  }

  /** Left and right change places with this probability. */
  public static Op flip(double probability) {
    return new Flip((float) probability);
  }

  /** One number from [-delta, delta) is added to every value. */
  public static Op brightness(double delta) {
    return new Brightness((float) delta);
  }

  /** Per channel (x - mean) f + mean, with one f from [low, high) for the image. */
  public static Op contrast(double low, double high) {
    return new Contrast((float) low, (float) high);
  }

  /** (x - mean) / max(standard deviation, 1 / sqrt(n)) over all n values, in two passes. */
  public static Op standardize() {
    return new Standardize();
  }
}
