package cnnc.codegen.scalar;

import static cnnc.codegen.scalar.Expr.ZERO;

import cnnc.dsl.model.Activation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the language's activations compute: one row each. */
public final class Activations {
  /** Of operand 0 and the arguments that a file gives. */
  private record Row(Function<List<Double>, Expr> expression) {}

  private static final Map<Activation, Row> TABLE = new EnumMap<>(Activation.class);

  private static final Expr X = Expr.operand(0);

  static {
    row(Activation.RELU, a -> X.max(ZERO));
  }

  private Activations() {}

  private static void row(Activation activation, Function<List<Double>, Expr> expression) {
    TABLE.put(activation, new Row(expression));
  }

  /** The function of operand 0; empty for one that is not built yet. */
  public static Optional<Expr> of(Activation activation, List<Double> arguments) {
    return Optional.ofNullable(TABLE.get(activation)).map(r -> r.expression().apply(arguments));
  }
}
