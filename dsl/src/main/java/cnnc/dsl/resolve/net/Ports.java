package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Expr;
import java.util.List;
import java.util.Optional;

/** Reads a net's {@code input} and {@code label}. */
final class Ports {
  private final Declaration.Net net;
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  private Shape.Image input;
  private int classes;
  private String label = "";

  Ports(Declaration.Net net, Evaluator evaluator, Diagnostics diagnostics) {
    this.net = net;
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /** Null where a fault hides it. */
  Shape.Image input() {
    return input;
  }

  /** 0 where a fault hides it. */
  int classes() {
    return classes;
  }

  /** The label's name. */
  String label() {
    return label;
  }

  /** Reads the ports and binds their names. */
  void read(Values values) {
    for (Declaration.Port port : net.ports()) {
      boolean isInput = port.keyword().equals("input");
      if (isInput ? input != null : classes > 0) {
        report(Code.NAME_TAKEN, port.nameSpan(), "this net has two of `" + port.keyword() + "`");
      } else if (isInput) {
        input = inputShape(port);
      } else {
        classes = labelClasses(port);
        label = port.name();
      }
      if (isInput) {
        values.define(port.name(), port.nameSpan(), Values.INPUT);
      } else {
        values.defineLabel(port.name(), port.nameSpan());
      }
    }
    if (net.ports().stream().noneMatch(p -> p.keyword().equals("input"))) {
      diagnostics.report(
          Diagnostic.of(Code.NO_INPUT, net.nameSpan(), "net `" + net.name() + "` has no input")
              .help("begin it with `input image : f32 24x24x3;`"));
    }
    if (net.ports().stream().noneMatch(p -> p.keyword().equals("label"))) {
      diagnostics.report(
          Diagnostic.of(Code.NO_LABEL, net.nameSpan(), "net `" + net.name() + "` has no label")
              .help("add `label y : class(10);` after the input"));
    }
  }

  /** The ports with their sizes as numbers. */
  List<Declaration.Port> written() {
    return net.ports().stream().map(this::written).toList();
  }

  private Declaration.Port written(Declaration.Port p) {
    Span span = p.typeSpan();
    boolean isInput = p.keyword().equals("input");
    List<Argument> count =
        List.of(new Argument("", span, new Expr.Num(String.valueOf(classes), "", span)));
    return new Declaration.Port(
        p.keyword(), p.name(), p.nameSpan(), p.type(), span, isInput ? List.of() : count,
        isInput ? ShapeReader.expr(input, span) : null, p.span());
  }

  private Shape.Image inputShape(Declaration.Port port) {
    if (!port.type().equals("f32") || port.dims() == null) {
      report(Code.WRONG_KIND, port.typeSpan(), "an input is written `f32` height x width x channels");
      return null;
    }
    Optional<Shape> shape = new ShapeReader(evaluator, diagnostics).read(port.dims());
    if (shape.isPresent() && shape.get() instanceof Shape.Image image) {
      return image;
    }
    shape.ifPresent(
        s -> report(Code.WRONG_KIND, port.typeSpan(), "an input has three dimensions, as in 24x24x3"));
    return null;
  }

  private int labelClasses(Declaration.Port port) {
    if (!port.type().equals("class")) {
      report(Code.WRONG_KIND, port.typeSpan(), "a label is written `class(10)`");
      return 0;
    }
    Bound bound =
        Bound.call(
            Signature.of("class", "n"), port.arguments(), port.typeSpan(), evaluator, diagnostics);
    return bound.integer("n", 1, 1, Integer.MAX_VALUE);
  }

  private void report(Code code, Span span, String message) {
    diagnostics.report(Diagnostic.of(code, span, message));
  }
}
