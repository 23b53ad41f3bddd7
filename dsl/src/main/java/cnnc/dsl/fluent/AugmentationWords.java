package cnnc.dsl.fluent;

import cnnc.dsl.fluent.training.Augmentation;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.syntax.Element;
import java.util.List;

/** The words that stand in an augmentation. */
abstract class AugmentationWords extends LayerWords {
  AugmentationWords() {}

  /** The middle of an image. */
  public static Augmentation centerCrop(int height, int width) {
    return step("center_crop", dims(height, width));
  }

  /** The whole image in another size. */
  public static Augmentation resize(int height, int width) {
    return step("resize", dims(height, width));
  }

  /** A part of at least 8 % of the image, up to a third longer one way than the other, in another size. */
  public static Augmentation randomResizedCrop(int height, int width) {
    return step("random_resized_crop", dims(height, width));
  }

  /** The same of at least this share of the image, up to so many times as long one way as the other. */
  public static Augmentation randomResizedCrop(int height, int width, double area, double ratio) {
    return step(
        Written.word("random_resized_crop", dims(height, width))
            .with("area", area)
            .with("ratio", ratio));
  }

  /** So many pixels more on each side, reflected. */
  public static Augmentation padReflect(int pixels) {
    return step(Written.word("pad", pixels).with("mode", Written.name("reflect")));
  }

  /** Turned by up to so many degrees; what comes in from outside is black. */
  public static Augmentation rotate(double degrees) {
    return step("rotate", degrees);
  }

  /** Turned by up to so many degrees; what comes in from outside is reflected. */
  public static Augmentation rotateReflect(double degrees) {
    return step(Written.word("rotate", degrees).with("mode", Written.name("reflect")));
  }

  /** Mirrored left to right with this probability. */
  public static Augmentation flip(double p) {
    return step("flip", p);
  }

  /** Mirrored with this probability, drawn once for an image; every other epoch the other way round. */
  public static Augmentation flipAlternate(double p) {
    return step(Written.word("flip", p).with("alternate", true));
  }

  /** Mirrored top to bottom with this probability. */
  public static Augmentation flipVertical(double p) {
    return step(Written.word("flip", p).with("vertical", true));
  }

  /** Moved by up to so many pixels; what comes in from outside is reflected. */
  public static Augmentation translate(int pixels) {
    return step("translate", pixels);
  }

  /** Moved by up to so many pixels; what comes in from outside is black. */
  public static Augmentation translateZero(int pixels) {
    return step(Written.word("translate", pixels).with("mode", Written.name("zero")));
  }

  /** (x / 255 - mean) / deviation, each by its channel. */
  public static Augmentation normalize(List<Double> means, List<Double> deviations) {
    return step("normalize", means, deviations);
  }

  /** A term from -delta to delta is added. */
  public static Augmentation brightness(double delta) {
    return step("brightness", delta);
  }

  /** Distances from the mean are multiplied by a factor between these. */
  public static Augmentation contrast(double low, double high) {
    return step("contrast", low, high);
  }

  /** Distances from a pixel's luma are multiplied by a factor between these. */
  public static Augmentation saturation(double low, double high) {
    return step("saturation", low, high);
  }

  /** Colours turn by up to so many degrees. */
  public static Augmentation hue(double degrees) {
    return step("hue", degrees);
  }

  /** Without colours with this probability. */
  public static Augmentation gray(double p) {
    return step("gray", p);
  }

  /** 255 (x / 255)^g with a g between these. */
  public static Augmentation gamma(double low, double high) {
    return step("gamma", low, high);
  }

  /** Each channel has mean 0. */
  public static Augmentation subtractMean() {
    return step("subtract_mean");
  }

  /** Mean 0 and deviation 1 for each image. */
  public static Augmentation standardize() {
    return step("standardize");
  }

  /** A square of so many pixels somewhere becomes 0. */
  public static Augmentation cutout(int pixels) {
    return step("cutout", pixels);
  }

  /** Each image of a batch mixed with the one before it, and what is wanted of both; only as the last op. */
  public static Augmentation mixup(double alpha) {
    return step("mixup", alpha);
  }

  /** The same, where a box is the other image's. */
  public static Augmentation cutmix(double alpha) {
    return step("cutmix", alpha);
  }

  private static Augmentation step(String word, Object... values) {
    return step(Written.word(word, values));
  }

  private static Augmentation step(Written word) {
    Element.Layer element = word.element();
    return () -> element;
  }
}
