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
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walks an augmentation chain from the raw image to the network's input. */
final class AugmentationResolver {
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
    double reads = 1;
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
      Distortions.Word word = Distortions.WORDS.get(l.name());
      if (word == null) {
        Chain.unknown(diagnostics, l.nameSpan(), "augmentation", l.name(), Distortions.WORDS.keySet());
        good = false;
        continue;
      }
      Bound b = Bound.call(word.signature(), l.arguments(), l.span(), evaluator, diagnostics);
      Distortion op = word.meaning().apply(b, shape);
      good &= !b.failed();
      if (!b.failed()) {
        reads *= op.taps(shape);
        shape = op.after(shape);
        good &= fits(shape, reads, l);
      }
      if (!steps.isEmpty() && steps.get(steps.size() - 1).op() instanceof Distortion.Mixing) {
        diagnostics.report(
            Diagnostic.of(
                    Code.AUGMENTATION_SHAPE, l.span(),
                    "nothing stands behind an op that mixes the images of a batch")
                .also(steps.get(steps.size() - 1).origin(), "images are mixed here"));
        good = false;
      }
      steps.add(new Augmentation.Step(op, l.span()));
    }
    return good
        ? Optional.of(
            new Augmentation(declaration.name(), steps, shape, declaration.nameSpan()))
        : Optional.empty();
  }

  /** Whether an image can be held, and made in reasonable time; otherwise that is reported. */
  private boolean fits(Shape.Image shape, double reads, Element.Layer at) {
    double pixels = (double) shape.height() * shape.width();
    boolean small = pixels * shape.channels() <= Limits.AUGMENTED;
    boolean soon = reads == 1 || reads * pixels <= Limits.READS;
    if (!small || !soon) {
      diagnostics.report(
          Diagnostic.of(
              Code.TOO_MANY, at.span(),
              small
                  ? "with this op an augmentation reads more than 2^28 pixels of an image"
                  : "more than 2^25 values in an image between two ops"));
    }
    return small && soon;
  }
}
