package cnnc.codegen.reference;

import cnnc.dsl.model.Activation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What each activation computes. */
final class Curves {
  /** Klambauer et al. 2017, 1706.02515, in all the digits of a double. */
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;

  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  /** x times the normal distribution's integral up to x (Hendrycks and Gimpel 2016, 1606.08415). */
  static final Curve GELU =
      new Curve(
          (x, a) -> x * Erf.normalIntegral(x),
          (x, a) -> Erf.normalIntegral(x) + x * Erf.normalDensity(x));

  /** The same paper's approximation of {@link #GELU}. */
  static final Curve GELU_TANH =
      new Curve(
          (x, a) -> x / 2 * (1 + Math.tanh(inner(x))),
          (x, a) -> {
            double t = Math.tanh(inner(x));
            double slope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
            return (1 + t) / 2 + x / 2 * (1 - t * t) * slope;
          });

  private static final Map<Activation, Curve> TABLE = table();

  private Curves() {}

  static Curve of(Activation activation) {
    return TABLE.get(activation);
  }

  private static Curve gelu(List<Double> arguments) {
    return arguments.get(0) == 0 ? GELU : GELU_TANH;
  }

  private static Map<Activation, Curve> table() {
    Map<Activation, Curve> table = new EnumMap<>(Activation.class);
    table.put(Activation.RELU, new Curve((x, a) -> x > 0 ? x : 0, (x, a) -> x > 0 ? 1 : 0));
    table.put(Activation.LEAKY_RELU,
        new Curve((x, a) -> x > 0 ? x : a.get(0) * x, (x, a) -> x > 0 ? 1 : a.get(0)));
    table.put(Activation.ELU,
        new Curve(
            (x, a) -> x > 0 ? x : a.get(0) * Math.expm1(x),
            (x, a) -> x > 0 ? 1 : a.get(0) * Math.exp(x)));
    table.put(Activation.SELU,
        new Curve(
            (x, a) -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
            (x, a) -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x))));
    table.put(Activation.GELU,
        new Curve(
            (x, a) -> gelu(a).value(x, a),
            (x, a) -> gelu(a).slope(x, a)));
    table.put(Activation.SILU,
        new Curve(
            (x, a) -> x * sigmoid(x),
            (x, a) -> sigmoid(x) * (1 + x * (1 - sigmoid(x)))));
    table.put(Activation.HARD_SWISH,
        new Curve(
            (x, a) -> x * hardSigmoid(x),
            (x, a) -> hardSigmoid(x) + x * hardSigmoidSlope(x)));
    table.put(Activation.SIGMOID,
        new Curve((x, a) -> sigmoid(x), (x, a) -> sigmoid(x) * sigmoid(-x)));
    table.put(Activation.HARD_SIGMOID,
        new Curve((x, a) -> hardSigmoid(x), (x, a) -> hardSigmoidSlope(x)));
    table.put(Activation.TANH,
        new Curve((x, a) -> Math.tanh(x), (x, a) -> 1 - Math.tanh(x) * Math.tanh(x)));
    table.put(Activation.SOFTPLUS, new Curve((x, a) -> softplus(x), (x, a) -> sigmoid(x)));
    table.put(Activation.RELU6,
        new Curve(
            (x, a) -> Math.min(Math.max(x, 0), 6), (x, a) -> x > 0 && x < 6 ? 1 : 0));
    table.put(Activation.MISH,
        new Curve(
            (x, a) -> x * Math.tanh(softplus(x)),
            (x, a) -> {
              double t = Math.tanh(softplus(x));
              return t + x * (1 - t * t) * sigmoid(x);
            }));
    for (Activation each : Activation.values()) {
      if (!table.containsKey(each)) {
        throw new IllegalStateException("no curve for " + each);
      }
    }
    return table;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** log(1 + e^x), which neither overflows nor loses a small e^x. */
  static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static double hardSigmoid(double x) {
    return Math.min(Math.max(x / 6 + 0.5, 0), 1);
  }

  private static double hardSigmoidSlope(double x) {
    return x > -3 && x < 3 ? 1.0 / 6 : 0;
  }

  private static double inner(double x) {
    return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
  }
}
