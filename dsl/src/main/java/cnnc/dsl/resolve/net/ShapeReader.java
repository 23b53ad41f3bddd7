package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code 24x24x3} and {@code [10]}. */
final class ShapeReader {
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  ShapeReader(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  Optional<Shape> read(Expr expr) {
    Bound bound = new Bound("shape", expr.span(), evaluator, diagnostics);
    bound.put("dimension", expr.span(), expr);
    Value value = bound.value("dimension").orElse(null);
    List<Integer> sizes = new ArrayList<>();
    if (value instanceof Value.Dims d) {
      sizes.addAll(d.sizes());
    } else if (value instanceof Value.Items l) {
      l.items().forEach(v -> sizes.add(bound.whole("dimension", v, 1, 1, Integer.MAX_VALUE)));
    }
    if (value == null || bound.failed()) {
      return Optional.empty();
    }
    if (sizes.size() == 1) {
      return Optional.of(new Shape.Vector(sizes.get(0)));
    }
    if (sizes.size() == 3) {
      try {
        Shape.Image image = new Shape.Image(sizes.get(0), sizes.get(1), sizes.get(2));
        image.size();
        return Optional.of(image);
      } catch (ArithmeticException overflow) {
        report(Code.TOO_LARGE, expr, "this shape has more than 2^31 - 1 numbers");
        return Optional.empty();
      }
    }
    report(Code.WRONG_KIND, expr, "a shape is HxWxC or [n]");
    return Optional.empty();
  }

  /** A shape as it is written. */
  static Expr expr(Shape shape, Span span) {
    return shape instanceof Shape.Image
        ? new Expr.Dims(shape.toString(), span)
        : new Expr.Items(
            List.of(new Expr.Num(String.valueOf(shape.size()), "", span)), span);
  }

  private void report(Code code, Expr expr, String message) {
    diagnostics.report(Diagnostic.of(code, expr.span(), message));
  }
}
