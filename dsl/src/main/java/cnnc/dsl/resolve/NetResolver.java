package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Walks the chain of one net: binds names, infers and checks shapes. */
final class NetResolver {
  private final Declaration.Net net;
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;
  private final LayerRules rules;

  private final List<LayerNames.Draft> drafts = new ArrayList<>();
  /** Value of each name: a layer's index, -1 for the input, -2 where a fault hides it. */
  private final Map<String, Integer> values = new HashMap<>();
  private final Map<String, Span> names = new HashMap<>();
  private static final int UNKNOWN = -2;

  private Shape.Image input;
  private int classes;
  private String stage = "";
  private int current = -1;

  NetResolver(Declaration.Net net, Evaluator evaluator, Diagnostics diagnostics) {
    this.net = net;
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
    this.rules = new LayerRules(new Initializers(evaluator, diagnostics));
  }

  Optional<Network> resolve() {
    ports();
    if (input == null) {
      current = UNKNOWN;
    }
    net.body().forEach(this::element);
    if (net.body().stream().noneMatch(Element.Layer.class::isInstance)) {
      report(Code.EMPTY_NET, net.nameSpan(), "net `" + net.name() + "` has no layers");
    }
    int output = output();
    if (output == -1 && input != null && !diagnostics.hasErrors()) {
      report(Code.EMPTY_NET, net.nameSpan(), "net `" + net.name() + "` gives its input back");
    }
    if (output < 0 || diagnostics.hasErrors()) {
      return Optional.empty();
    }
    List<Layer> layers = new LayerNames(drafts, diagnostics).layers();
    checkClasses(layers.get(output));
    checkUse(layers, output);
    checkSize(layers);
    return diagnostics.hasErrors()
        ? Optional.empty()
        : Optional.of(
            new Network(
                net.name(), net.comment(), input, classes, layers, List.of(output), net.nameSpan()));
  }

  private void ports() {
    for (Declaration.Port port : net.ports()) {
      boolean isInput = port.keyword().equals("input");
      if (isInput ? input != null : classes > 0) {
        report(Code.NAME_TAKEN, port.nameSpan(), "this net has two of `" + port.keyword() + "`");
      } else if (isInput) {
        input = inputShape(port);
      } else {
        classes = labelClasses(port);
      }
      define(port.name(), port.nameSpan(), isInput ? -1 : UNKNOWN);
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

  private Shape.Image inputShape(Declaration.Port port) {
    if (!port.type().equals("f32") || port.dims() == null) {
      report(Code.WRONG_KIND, port.typeSpan(), "an input is written `f32` height x width x channels");
      return null;
    }
    Optional<Shape> shape = shape(port.dims());
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
    Signature signature = Signature.of("class", "n");
    Bound bound =
        Bound.call(signature, port.arguments(), port.typeSpan(), evaluator, diagnostics);
    return bound.integer("n", 1, 1, Integer.MAX_VALUE);
  }

  private void element(Element element) {
    if (element instanceof Element.Stage s) {
      stage = s.name();
      define(s.name(), s.span(), current);
    } else if (element instanceof Element.EndStage) {
      stage = "";
    } else if (element instanceof Element.Later l) {
      Chain.notYet(diagnostics, l.span(), l.keyword());
      current = UNKNOWN;
    } else if (element instanceof Element.Restart r) {
      current = lookUp(r.name(), r.span());
    } else if (element instanceof Element.ShapeCheck c) {
      check(c);
    } else {
      layer((Element.Layer) element);
    }
    if (!stage.isEmpty()) {
      values.put(stage, current);
    }
  }

  private void layer(Element.Layer l) {
    LayerRules.Entry entry = LayerRules.TABLE.get(l.name());
    if (entry == null) {
      unknown(l);
      current = UNKNOWN;
      return;
    }
    Bound bound =
        Bound.call(entry.signature(), l.arguments(), l.span(), evaluator, diagnostics);
    Shape in = current == UNKNOWN ? null : shapeOf(current);
    if (in != null && entry.needsImage() && !(in instanceof Shape.Image)) {
      report(
          Code.NEEDS_IMAGE,
          l.nameSpan(),
          "`" + l.name() + "` needs an image HxWxC, but its input is " + in);
      in = null;
    }
    // Behind a fault the shape is unknown; a stand-in still finds faults in the arguments.
    boolean standIn = in == null;
    Op op = entry.rule().build(bound, standIn ? new Shape.Image(1 << 30, 1 << 30, 1) : in, rules);
    if (standIn || bound.failed()) {
      current = UNKNOWN;
      return;
    }
    Shape out = output(op, List.of(in));
    if (out == null) {
      report(Code.TOO_LARGE, l.span(), "the value of `" + l.name() + "` has more than 2^31 - 1 numbers");
      current = UNKNOWN;
      return;
    }
    drafts.add(
        new LayerNames.Draft(
            stage, op, List.of(current), new Layer.Shapes(List.of(in), out), l.span()));
    current = drafts.size() - 1;
  }

  private void unknown(Element.Layer l) {
    String elsewhere = LayerRules.ELSEWHERE.get(l.name().toLowerCase(Locale.ROOT));
    if (LayerRules.LATER.contains(l.name())) {
      Diagnostic later = Chain.later(l.nameSpan(), l.name());
      diagnostics.report(elsewhere == null ? later : later.help(elsewhere));
    } else if (elsewhere != null) {
      diagnostics.report(
          Diagnostic.of(
                  Code.UNKNOWN_LAYER, l.nameSpan(), "there is no layer named `" + l.name() + "`")
              .help(elsewhere));
    } else {
      Chain.unknown(diagnostics, l.nameSpan(), "layer", l.name(), LayerRules.TABLE.keySet());
    }
  }

  private static Shape output(Op op, List<Shape> in) {
    try {
      Shape out = ShapeRules.of(op, in);
      return out.size() > 0 ? out : null;
    } catch (ArithmeticException overflow) {
      return null;
    }
  }

  private void check(Element.ShapeCheck c) {
    Optional<Shape> wanted = shape(c.shape());
    if (wanted.isPresent() && current != UNKNOWN && !wanted.get().equals(shapeOf(current))) {
      report(
          Code.SHAPE_CHECK,
          c.span(),
          "shape check failed: the value here is " + shapeOf(current) + ", not " + wanted.get());
    }
  }

  private Optional<Shape> shape(Expr expr) {
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
        report(Code.TOO_LARGE, expr.span(), "this shape has more than 2^31 - 1 numbers");
        return Optional.empty();
      }
    }
    report(Code.WRONG_KIND, expr.span(), "a shape is HxWxC or [n]");
    return Optional.empty();
  }

  private Shape shapeOf(int value) {
    return value == -1 ? input : drafts.get(value).shapes().output();
  }

  private void define(String name, Span span, int value) {
    Span first = names.putIfAbsent(name, span);
    if (first != null) {
      diagnostics.report(
          Diagnostic.of(Code.NAME_TAKEN, span, "the name `" + name + "` is taken in this net")
              .also(first, "first used here"));
    }
    values.put(name, value);
  }

  private int lookUp(String name, Span span) {
    Integer value = values.get(name);
    if (value == null) {
      Diagnostic fault =
          Diagnostic.of(Code.UNKNOWN_NAME, span, "there is no value `@" + name + "` yet");
      diagnostics.report(
          Similar.to(name, values.keySet())
              .map(s -> fault.help("did you mean `@" + s + "`?"))
              .orElse(fault));
      return UNKNOWN;
    }
    if (net.ports().stream().anyMatch(p -> p.keyword().equals("label") && p.name().equals(name))) {
      report(Code.WRONG_KIND, span, "`@" + name + "` is the label, which layers cannot read");
    }
    return value;
  }

  private int output() {
    if (net.outputs().isEmpty()) {
      return current;
    }
    Expr.Ref first = net.outputs().get(0);
    if (net.outputs().size() > 1) {
      Chain.notYet(diagnostics, net.outputs().get(1).span(), "a second output");
    }
    return lookUp(first.name(), first.span());
  }

  private void checkClasses(Layer last) {
    if (last.output().size() != classes || !(last.output() instanceof Shape.Vector)) {
      diagnostics.report(
          Diagnostic.of(
                  Code.CLASS_COUNT,
                  last.origin(),
                  "the label has " + count(classes, "class", "es") + ", but `" + last.name()
                      + "` gives "
                      + (last.output() instanceof Shape.Vector
                          ? count(last.output().size(), "value", "s")
                          : "an image " + last.output()))
              .help("end the net with dense(" + classes + ")"));
    }
  }

  private static String count(int n, String word, String plural) {
    return n + " " + word + (n == 1 ? "" : plural);
  }

  private void checkUse(List<Layer> layers, int output) {
    boolean[] used = new boolean[layers.size()];
    boolean[] read = new boolean[layers.size()];
    used[output] = true;
    for (int i = layers.size() - 1; i >= 0; i--) {
      for (int input : layers.get(i).inputs()) {
        if (input >= 0) {
          read[input] = true;
          used[input] |= used[i];
        }
      }
    }
    for (int i = 0; i < layers.size(); i++) {
      if (!used[i] && !read[i]) {
        report(Code.NEVER_USED, layers.get(i).origin(), "`" + layers.get(i).name() + "` is never used");
      }
    }
  }

  private void checkSize(List<Layer> layers) {
    long sum = 0;
    for (Layer layer : layers) {
      try {
        sum += layer.parameterCount();
      } catch (ArithmeticException overflow) {
        sum = Long.MAX_VALUE / 2;
      }
      if (sum > Integer.MAX_VALUE - 64L * layers.size()) {
        report(
            Code.TOO_LARGE,
            layer.origin(),
            "with `" + layer.name() + "` the net has more than 2^31 - 1 parameters");
        return;
      }
    }
  }

  private void report(Code code, Span span, String message) {
    diagnostics.report(Diagnostic.of(code, span, message));
  }
}
