package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** The words of an augmentation. */
final class Distortions {
  /** Of an image that is made larger. */
  private static final int MOST_SIDE = 1 << 12;

  private static final double MOST_GAMMA = 100;

  /** A smaller part of an image would hold no pixel. */
  private static final double LEAST_SHARE = 1e-4;

  /** Of shares that are 0 or 1, as near as a float comes. */
  private static final double LEAST_ALPHA = 1e-3;

  /** Of shares that are nearly a half; of more, too few draws would be taken. */
  private static final double MOST_ALPHA = 100;

  /** What is smaller is no deviation of pictures. */
  private static final double LEAST_DEVIATION = 1e-6;

  /** How a word is written, and what it means. */
  record Word(Signature signature, BiFunction<Bound, Shape.Image, Distortion> meaning) {}

  static final Map<String, Word> WORDS = new LinkedHashMap<>();

  static {
    word("crop", "size", (b, in) -> {
      int[] size = window(b, in);
      return new Distortion.Crop(size[0], size[1]);
    });
    word("center_crop", "size", (b, in) -> {
      int[] size = window(b, in);
      return new Distortion.CenterCrop(size[0], size[1]);
    });
    word("random_resized_crop", "size, area = 0.08, ratio = 1.3333333333333333", (b, in) -> {
      int[] size = size(b);
      return new Distortion.RandomResizedCrop(
          size[0], size[1], b.number("area", 0.08, LEAST_SHARE, 1), b.number("ratio", 4.0 / 3, 1, 100));
    });
    word("resize", "size", (b, in) -> {
      int[] size = size(b);
      return new Distortion.Resize(size[0], size[1]);
    });
    word("pad", "pixels, mode = zero", Distortions::pad);
    word("translate", "pixels, mode = reflect", Distortions::translate);
    word("rotate", "degrees, mode = zero", (b, in) ->
        new Distortion.Rotate(b.number("degrees", 0, 0, 180), edge(b, Distortion.Edge.ZERO)));
    word("flip", "p = 0.5, alternate = false, vertical = false", (b, in) ->
        new Distortion.Flip(
            b.number("p", 0.5, 0, 1), b.flag("alternate", false), b.flag("vertical", false)));
    word("brightness", "delta", (b, in) ->
        new Distortion.Brightness(b.number("delta", 0, 0, Limits.LARGEST)));
    word("contrast", "low, high", (b, in) -> {
      double[] factors = factors(b);
      return new Distortion.Contrast(factors[0], factors[1]);
    });
    word("saturation", "low, high", (b, in) -> {
      colours(b, in);
      double[] factors = factors(b);
      return new Distortion.Saturation(factors[0], factors[1]);
    });
    word("hue", "degrees", (b, in) -> {
      colours(b, in);
      return new Distortion.Hue(b.number("degrees", 0, 0, 180));
    });
    word("gray", "p = 1", (b, in) -> {
      colours(b, in);
      return new Distortion.Gray(b.number("p", 1, 0, 1));
    });
    word("gamma", "low, high", (b, in) -> {
      double low = b.number("low", 1, 0, MOST_GAMMA);
      return new Distortion.Gamma(low, b.number("high", low, low, MOST_GAMMA));
    });
    word("normalize", "means, deviations", (b, in) ->
        new Distortion.Normalize(
            channels(b, "means", -Limits.LARGEST, in), channels(b, "deviations", LEAST_DEVIATION, in)));
    word("subtract_mean", "", (b, in) -> new Distortion.SubtractMean());
    word("standardize", "", (b, in) -> new Distortion.Standardize());
    word("cutout", "pixels", (b, in) -> new Distortion.Cutout(b.integer("pixels", 1, 1, MOST_SIDE)));
    word("mixup", "alpha = 0.2", (b, in) -> new Distortion.Mixup(alpha(b, 0.2)));
    word("cutmix", "alpha = 1", (b, in) -> new Distortion.Cutmix(alpha(b, 1)));
  }

  private static void word(
      String name, String parameters, BiFunction<Bound, Shape.Image, Distortion> meaning) {
    WORDS.put(name, new Word(Signature.of(name, parameters), meaning));
  }

  private Distortions() {}

  private static double alpha(Bound b, double fallback) {
    return b.number("alpha", fallback, LEAST_ALPHA, MOST_ALPHA);
  }

  private static int[] size(Bound b) {
    return b.pair("size", 1, 1, MOST_SIDE);
  }

  /** The size of a part of the image. */
  private static int[] window(Bound b, Shape.Image in) {
    int[] size = b.pair("size", 1, 1, Integer.MAX_VALUE);
    if (!b.failed() && (size[0] > in.height() || size[1] > in.width())) {
      b.fault(
          Blocks.planesFirst(
              Diagnostic.of(
                  Code.WINDOW_TOO_LARGE,
                  b.span("size"),
                  "a crop of " + size[0] + "x" + size[1] + " does not fit the " + in + " image"),
              in));
    }
    return size;
  }

  private static double[] factors(Bound b) {
    double low = b.number("low", 0, 0, Limits.LARGEST);
    return new double[] {low, b.number("high", low, low, Limits.LARGEST)};
  }

  private static Distortion pad(Bound b, Shape.Image in) {
    int pixels = b.integer("pixels", 0, 0, MOST_SIDE);
    Distortion.Edge edge = edge(b, Distortion.Edge.ZERO);
    if (!b.failed() && edge == Distortion.Edge.REFLECT && pixels >= Math.min(in.height(), in.width())) {
      b.fault(
          Diagnostic.of(
              Code.WINDOW_TOO_LARGE, b.span("pixels"),
              "the " + in + " image has no " + pixels + " pixels to reflect"));
    }
    return new Distortion.Pad(pixels, edge);
  }

  private static Distortion translate(Bound b, Shape.Image in) {
    int pixels = b.integer("pixels", 0, 0, Integer.MAX_VALUE);
    if (!b.failed() && pixels >= Math.min(in.height(), in.width())) {
      b.fault(
          Diagnostic.of(
              Code.WINDOW_TOO_LARGE, b.span("pixels"),
              "translating the " + in + " image by " + pixels + " pixels may leave nothing of it"));
    }
    return new Distortion.Translate(pixels, edge(b, Distortion.Edge.REFLECT));
  }

  private static Distortion.Edge edge(Bound b, Distortion.Edge fallback) {
    String word = fallback.name().toLowerCase(Locale.ROOT);
    return Distortion.Edge.valueOf(
        b.word("mode", word, "reflect", "zero").toUpperCase(Locale.ROOT));
  }

  private static void colours(Bound b, Shape.Image in) {
    if (in.channels() != 3) {
      b.fault(
          Diagnostic.of(
              Code.AUGMENTATION_SHAPE, b.span(),
              "red, green and blue are needed, and the " + in + " image has "
                  + (in.channels() == 1 ? "one channel" : in.channels() + " channels")));
    }
  }

  /** A number for each channel. */
  private static List<Double> channels(Bound b, String name, double least, Shape.Image in) {
    Value value = b.value(name).orElse(null);
    if (value instanceof Value.Items l && l.items().size() == in.channels()) {
      return l.items().stream().map(v -> b.number(name, v, 1, least, Limits.LARGEST)).toList();
    }
    if (value != null) {
      b.wrong(name, "a list of " + in.channels() + " numbers, one for each channel", value);
    }
    return Collections.nCopies(in.channels(), 1.0);
  }
}
