package cnnc.codegen.scalar;

import static cnnc.codegen.scalar.Expr.Function.ABS;
import static cnnc.codegen.scalar.Expr.Function.EXP;
import static cnnc.codegen.scalar.Expr.Function.NORMAL_TAIL;
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
  /**
   * A function.
   *
   * @param onnx ONNX's name for it; empty where its own op needs attributes, or there is none
   * @param expression of operand 0 and the arguments that a file gives
   */
  private record Row(String onnx, Function<List<Double>, Expr> expression) {}

  private static final Map<Activation, Row> TABLE = new EnumMap<>(Activation.class);

  private static final Expr X = Expr.operand(0);

  static {
    row(Activation.RELU, "Relu", a -> X.max(ZERO));
    row(Activation.LEAKY_RELU, "", a -> X.above(ZERO, X, X.times(a.get(0))));
    row(Activation.ELU, "", a -> elu(a.get(0)));
    // The two constants of Klambauer et al. 2017, 1706.02515.
    row(Activation.SELU, "Selu", a -> elu(1.6732632423543772).times(1.0507009873554805));
    row(Activation.GELU, "", a -> a.get(0) == 0 ? gelu() : tanhGelu());
    row(Activation.SILU, "", a -> X.times(X.apply(SIGMOID)));
    row(Activation.HARD_SWISH, "HardSwish", a -> X.times(hardSigmoid()));
    row(Activation.SIGMOID, "Sigmoid", a -> X.apply(SIGMOID));
    row(Activation.HARD_SIGMOID, "", a -> hardSigmoid());
    row(Activation.TANH, "Tanh", a -> X.apply(TANH));
    row(Activation.SOFTPLUS, "Softplus", a -> X.apply(SOFTPLUS));
    row(Activation.RELU6, "", a -> X.max(ZERO).min(Expr.constant(6)));
    row(Activation.MISH, "", a -> X.times(X.apply(SOFTPLUS).apply(TANH)));
  }

  static {
    for (Activation activation : Activation.values()) {
      if (!TABLE.containsKey(activation)) {
        throw new IllegalStateException("activations: no row for " + activation);
      }
    }
  }

  private Activations() {}

  private static Expr elu(double alpha) {
    return X.above(ZERO, X, X.apply(EXP).minus(1).times(alpha));
  }

  /** x times the normal distribution up to x (Hendrycks and Gimpel 2016, 1606.08415). */
  private static Expr gelu() {
    return X.max(ZERO).minus(X.apply(ABS).times(X.apply(NORMAL_TAIL)));
  }

  private static Expr tanhGelu() {
    Expr cube = X.times(X).times(X).times(0.044715);
    return X.times(0.5)
        .times(X.plus(cube).times(Math.sqrt(2 / Math.PI)).apply(TANH).plus(1));
  }

  private static Expr hardSigmoid() {
    return X.times(1.0 / 6).plus(0.5).max(ZERO).min(Expr.ONE);
  }

  private static void row(
      Activation activation, String onnx, Function<List<Double>, Expr> expression) {
    TABLE.put(activation, new Row(onnx, expression));
  }

  /** The function of operand 0. */
  public static Expr of(Activation activation, List<Double> arguments) {
    return TABLE.get(activation).expression().apply(arguments);
  }

  /** ONNX's name of the function, where it has one and it needs no attributes. */
  public static Optional<String> onnx(Activation activation) {
    return Optional.of(TABLE.get(activation).onnx()).filter(name -> !name.isEmpty());
  }
}
