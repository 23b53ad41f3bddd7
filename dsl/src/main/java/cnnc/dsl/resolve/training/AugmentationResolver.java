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
        shape = op.after(shape);
      }
      steps.add(new Augmentation.Step(op, l.span()));
    }
    List<Augmentation.Step> resampling = steps.stream().filter(s -> s.op().resamples()).toList();
    good &=
        Limits.atMost(
                    Limits.RESAMPLINGS, resampling, "ops in an augmentation that rotate or resize",
                    Augmentation.Step::origin, diagnostics)
                .size()
            == resampling.size();
    return good
        ? Optional.of(
            new Augmentation(declaration.name(), steps, shape, declaration.nameSpan()))
        : Optional.empty();
  }
}
