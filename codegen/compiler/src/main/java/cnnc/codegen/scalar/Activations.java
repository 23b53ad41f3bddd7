package cnnc.codegen.scalar;

import static cnnc.codegen.scalar.Expr.Function.EXP;
import static cnnc.codegen.scalar.Expr.Function.SIGMOID;
import static cnnc.codegen.scalar.Expr.Function.SOFTPLUS;
import static cnnc.codegen.scalar.Expr.Function.TANH;
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
    row(Activation.LEAKY_RELU, a -> X.above(ZERO, X, X.times(a.get(0))));
    row(Activation.ELU, a -> elu(a.get(0)));
    // The two constants of Klambauer et al. 2017, 1706.02515.
    row(Activation.SELU, a -> elu(1.6732632423543772).times(1.0507009873554805));
    row(Activation.SILU, a -> X.times(X.apply(SIGMOID)));
    row(Activation.HARD_SWISH, a -> X.times(hardSigmoid()));
    row(Activation.SIGMOID, a -> X.apply(SIGMOID));
    row(Activation.HARD_SIGMOID, a -> hardSigmoid());
    row(Activation.TANH, a -> X.apply(TANH));
    row(Activation.SOFTPLUS, a -> X.apply(SOFTPLUS));
    row(Activation.RELU6, a -> X.max(ZERO).min(Expr.constant(6)));
    row(Activation.MISH, a -> X.times(X.apply(SOFTPLUS).apply(TANH)));
  }

  private Activations() {}

  private static Expr elu(double alpha) {
    return X.above(ZERO, X, X.apply(EXP).minus(1).times(alpha));
  }

  private static Expr hardSigmoid() {
    return X.times(1.0 / 6).plus(0.5).max(ZERO).min(Expr.ONE);
  }

  private static void row(Activation activation, Function<List<Double>, Expr> expression) {
    TABLE.put(activation, new Row(expression));
  }

  /** The function of operand 0; empty for one that is not built yet. */
  public static Optional<Expr> of(Activation activation, List<Double> arguments) {
    return Optional.ofNullable(TABLE.get(activation)).map(r -> r.expression().apply(arguments));
  }
}
