package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Chain;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Walks an augmentation chain from the raw image to the network's input. */
final class AugmentationResolver {
  private static final Map<String, Signature> OPS = new LinkedHashMap<>();

  static {
    for (String s : List.of(
        "crop size", "center_crop size", "translate pixels, mode = reflect",
        "flip p = 0.5, alternate = false", "brightness delta", "contrast low, high",
        "normalize means, deviations", "standardize ")) {
      String name = s.substring(0, s.indexOf(' '));
      OPS.put(name, Signature.of(name, s.substring(s.indexOf(' ') + 1)));
    }
  }

  /** What is smaller is no deviation of pictures. */
  private static final double LEAST_DEVIATION = 1e-6;

  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  AugmentationResolver(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /** The chain on images of this shape; nothing when it has a fault. */
  Optional<Augmentation> resolve(Declaration.Augment declaration, Shape.Image raw) {
    List<Augmentation.Step> steps = new ArrayList<>();
    Shape.Image shape = raw;
    List<Element> body =
        Limits.atMost(
            Limits.AUGMENTATION_OPS, declaration.body(), "ops in an augmentation", Element::span,
            diagnostics);
    boolean good = body.size() == declaration.body().size();
    for (Element element : body) {
      if (element instanceof Element.EndStage) {
        continue;
      }
      if (!(element instanceof Element.Layer l)) {
        diagnostics.report(
            Diagnostic.of(
                Code.UNEXPECTED_TOKEN, element.span(), "an augmentation is a plain chain of ops"));
        good = false;
        continue;
      }
      if (!OPS.containsKey(l.name())) {
        Chain.unknown(diagnostics, l.nameSpan(), "augmentation", l.name(), OPS.keySet());
        good = false;
        continue;
      }
      Bound b =
          Bound.call(OPS.get(l.name()), l.arguments(), l.span(), evaluator, diagnostics);
      Distortion op = op(l.name(), b, shape);
      if (op instanceof Distortion.Translate && translates(steps)) {
        b.fault(
            Diagnostic.of(
                Code.NAME_TAKEN, l.span(), "an augmentation translates once, and this one does already"));
      }
      good &= !b.failed();
      if (op instanceof Distortion.Crop c && !b.failed()) {
        shape = new Shape.Image(c.height(), c.width(), shape.channels());
      } else if (op instanceof Distortion.CenterCrop c && !b.failed()) {
        shape = new Shape.Image(c.height(), c.width(), shape.channels());
      }
      steps.add(new Augmentation.Step(op, l.span()));
    }
    return good
        ? Optional.of(
            new Augmentation(declaration.name(), steps, shape, declaration.nameSpan()))
        : Optional.empty();
  }

  private static boolean translates(List<Augmentation.Step> steps) {
    return steps.stream().anyMatch(s -> s.op() instanceof Distortion.Translate);
  }

  private Distortion op(String name, Bound b, Shape.Image in) {
    double most = Limits.LARGEST;
    return switch (name) {
      case "crop", "center_crop" -> {
        int[] size = b.pair("size", 1, 1, Integer.MAX_VALUE);
        if (!b.failed() && (size[0] > in.height() || size[1] > in.width())) {
          b.fault(
              Blocks.planesFirst(
                  Diagnostic.of(
                      Code.WINDOW_TOO_LARGE,
                      b.span("size"),
                      "a crop of " + size[0] + "x" + size[1] + " does not fit the " + in
                          + " image"),
                  in));
        }
        yield name.equals("crop")
            ? new Distortion.Crop(size[0], size[1])
            : new Distortion.CenterCrop(size[0], size[1]);
      }
      case "translate" -> translate(b, in);
      case "flip" -> new Distortion.Flip(b.number("p", 0.5, 0, 1), b.flag("alternate", false));
      case "brightness" -> new Distortion.Brightness(b.number("delta", 0, 0, most));
      case "contrast" -> {
        double low = b.number("low", 0, 0, most);
        yield new Distortion.Contrast(low, b.number("high", low, low, most));
      }
      case "normalize" -> new Distortion.Normalize(
          channels(b, "means", -most, in), channels(b, "deviations", LEAST_DEVIATION, in));
      default -> new Distortion.Standardize();
    };
  }

  private static Distortion translate(Bound b, Shape.Image in) {
    int pixels = b.integer("pixels", 0, 0, Integer.MAX_VALUE);
    if (!b.failed() && pixels >= Math.min(in.height(), in.width())) {
      b.fault(
          Diagnostic.of(
              Code.WINDOW_TOO_LARGE, b.span("pixels"),
              "translating the " + in + " image by " + pixels + " pixels may leave nothing of it"));
    }
    boolean zero = b.word("mode", "reflect", "reflect", "zero").equals("zero");
    return new Distortion.Translate(
        pixels, zero ? Distortion.Edge.ZERO : Distortion.Edge.REFLECT);
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
