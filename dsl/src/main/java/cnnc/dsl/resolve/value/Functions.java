package cnnc.dsl.resolve.value;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Shape;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntFunction;

/** Functions in expressions: of numbers, and of the shapes of values. */
final class Functions {
  private static final Map<String, DoubleUnaryOperator> OF_ONE =
      Map.of(
          "floor", Math::floor, "ceil", Math::ceil, "round", x -> Math.floor(x + 0.5),
          "abs", Math::abs, "sqrt", Math::sqrt);

  /** Of two numbers or more. */
  private static final Map<String, DoubleBinaryOperator> OF_SEVERAL =
      Map.of("min", Math::min, "max", Math::max);

  /** Of a value: {@code channels(@in)}. */
  private static final Map<String, ToIntFunction<Shape>> OF_SHAPES =
      Map.of(
          "channels", Shape::channels, "size", Shape::size,
          "height", s -> s instanceof Shape.Image i ? i.height() : 0,
          "width", s -> s instanceof Shape.Image i ? i.width() : 0);

  private final Evaluator evaluator;
  private final Evaluator.Shapes shapes;

  Functions(Evaluator evaluator, Evaluator.Shapes shapes) {
    this.evaluator = evaluator;
    this.shapes = shapes;
  }

  /** In the order of the alphabet. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(OF_ONE.keySet());
    names.addAll(OF_SEVERAL.keySet());
    names.addAll(OF_SHAPES.keySet());
    return names;
  }

  static boolean known(String name) {
    return OF_ONE.containsKey(name) || OF_SEVERAL.containsKey(name) || OF_SHAPES.containsKey(name);
  }

  /** The function's value, or nothing when it has none; the fault is reported. */
  Optional<Value> value(Expr.Call call) {
    if (OF_SHAPES.containsKey(call.name())) {
      return ofShape(call);
    }
    List<Double> numbers = new ArrayList<>();
    for (Argument a : call.arguments()) {
      Optional<Double> number = a.positional() ? evaluator.number(a.value()) : Optional.empty();
      if (!a.positional()) {
        return fault(call, "`" + call.name() + "` takes numbers without names");
      }
      if (number.isEmpty()) {
        return Optional.empty();
      }
      numbers.add(number.get());
    }
    DoubleUnaryOperator one = OF_ONE.get(call.name());
    if (one != null) {
      return numbers.size() == 1
          ? Optional.of(new Value.Num(one.applyAsDouble(numbers.get(0)), ""))
          : fault(call, "`" + call.name() + "` takes one number, as in `" + call.name() + "(2.5)`");
    }
    DoubleBinaryOperator several = OF_SEVERAL.get(call.name());
    return numbers.size() >= 2
        ? numbers.stream().reduce(several::applyAsDouble).map(x -> new Value.Num(x, ""))
        : fault(call, "`" + call.name() + "` takes two numbers or more");
  }

  private Optional<Value> ofShape(Expr.Call call) {
    Optional<Value> argument =
        call.arguments().size() == 1 && call.arguments().get(0).positional()
            ? evaluator.value(call.arguments().get(0).value())
            : Optional.empty();
    if (argument.isEmpty() || !(argument.get() instanceof Value.Ref ref)) {
      return fault(
          call, "`" + call.name() + "` takes a value, as in `" + call.name() + "(@in)`");
    }
    Optional<Shape> shape =
        shapes.of(new Expr.Ref(ref.name(), call.arguments().get(0).value().span()));
    if (shape.isPresent() && !(shape.get() instanceof Shape.Image)
        && (call.name().equals("height") || call.name().equals("width"))) {
      return fault(
          call, "`@" + ref.name() + "` is " + shape.get() + ", which has no " + call.name());
    }
    return shape.map(s -> new Value.Num(OF_SHAPES.get(call.name()).applyAsInt(s), ""));
  }

  private Optional<Value> fault(Expr.Call call, String message) {
    evaluator.diagnostics().report(Diagnostic.of(Code.WRONG_KIND, call.span(), message));
    return Optional.empty();
  }
}
