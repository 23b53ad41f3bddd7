package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.layer.ShapeRules;
import cnnc.dsl.syntax.Element;
import java.util.ArrayList;
import java.util.List;

/** The layers of one net as they come, without their names. */
final class Drafts {
  private final Shape.Image input;
  private final Diagnostics diagnostics;
  private final List<LayerNames.Draft> all = new ArrayList<>();

  Drafts(Shape.Image input, Diagnostics diagnostics) {
    this.input = input;
    this.diagnostics = diagnostics;
  }

  List<LayerNames.Draft> all() {
    return List.copyOf(all);
  }

  /** The shape of a value that is known. */
  Shape shape(int value) {
    return value == Values.INPUT ? input : all.get(value).shapes().output();
  }

  /** Adds a layer that reads these values, all of them known; its own value is returned. */
  int add(Branch at, Op op, List<Integer> inputs, Element.Layer written) {
    List<Shape> in = inputs.stream().map(this::shape).toList();
    Shape out = output(op, in);
    if (out == null) {
      diagnostics.report(
          Diagnostic.of(
              Code.TOO_LARGE, written.span(),
              "the value of `" + written.name() + "` has more than 2^31 - 1 numbers"));
      return Values.UNKNOWN;
    }
    all.add(
        new LayerNames.Draft(
            at.stage(), op, inputs, new Layer.Shapes(in, out),
            written.span().by(diagnostics.trail()), at.sharing()));
    return all.size() - 1;
  }

  private static Shape output(Op op, List<Shape> in) {
    try {
      Shape out = ShapeRules.of(op, in);
      return out.size() > 0 ? out : null;
    } catch (ArithmeticException overflow) {
      return null;
    }
  }
}
