package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import cnnc.dsl.model.Activation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations at known points, and their slopes everywhere. */
class CurvesTest {
  private static final double STEP = 1e-4;

  record Named(String name, Curve curve, List<Double> arguments) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Named> curves() {
    List<Named> all = new ArrayList<>();
    for (Activation a : Activation.values()) {
      List<Double> fallback = a.arguments().stream().map(g -> g.fallback()).toList();
      all.add(new Named(a.word(), Curves.of(a), fallback));
    }
    all.add(new Named("gelu", Curves.GELU, List.of()));
    all.add(new Named("gelu by tanh", Curves.GELU_TANH, List.of()));
    return all;
  }

  /** From -12 to 12, off the kinks at whole numbers. */
  @ParameterizedTest
  @MethodSource("curves")
  void slopesEqualFiniteDifferences(Named n) {
    for (double x = -12 + 1.0 / 32; x < 12; x += 1.0 / 16) {
      double near = at(n, x + STEP) - at(n, x - STEP);
      double far = at(n, x + 2 * STEP) - at(n, x - 2 * STEP);
      assertThat(n.curve().slope(x, n.arguments()))
          .as("at %s", x)
          .isCloseTo((8 * near - far) / (12 * STEP), offset(1e-10));
    }
  }

  private static double at(Named n, double x) {
    return n.curve().value(x, n.arguments());
  }

  @ParameterizedTest
  @CsvSource({
    "relu, -1, 0", "relu, 2, 2",
    "leaky_relu, -2, -0.02", "leaky_relu, 2, 2",
    "elu, -1, -0.6321205588285577", "elu, 3, 3",
    "selu, 1, 1.0507009873554805", "selu, -1, -1.1113307378125628",
    "silu, 1, 0.7310585786300049", "silu, -1, -0.2689414213699951",
    "hard_swish, 1.5, 1.125", "hard_swish, -3.5, 0", "hard_swish, 4, 4",
    "sigmoid, 0, 0.5", "sigmoid, 2, 0.8807970779778823", "sigmoid, -800, 0",
    "hard_sigmoid, 0, 0.5", "hard_sigmoid, 1.5, 0.75", "hard_sigmoid, 5, 1",
    "tanh, 0.5, 0.46211715726000973",
    "softplus, 0, 0.6931471805599453", "softplus, 1000, 1000",
    "softplus, -40, 4.248354255291589e-18",
    "relu6, 7, 6", "relu6, -1, 0", "relu6, 2.5, 2.5",
    "mish, 1, 0.8650983882673103", "mish, -1, -0.30340146137410895",
    "gelu, 1, 0.8413447460685429", "gelu, -2, -0.04550026389635842",
    "gelu by tanh, 1, 0.8411919906082768", "gelu by tanh, -2, -0.04540230591222",
  })
  void knownValues(String name, double x, double y) {
    Named n = curves().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    assertThat(at(n, x)).isCloseTo(y, offset(1e-14 + 1e-13 * Math.abs(y)));
  }

  /** Abramowitz and Stegun, table 7.1, and more digits. */
  @ParameterizedTest
  @CsvSource({
    "0, 0", "0.1, 0.1124629160182849", "0.5, 0.5204998778130465", "1, 0.8427007929497149",
    "2, 0.9953222650189527", "3, 0.9999779095030014", "5.9, 1", "-1, -0.8427007929497149",
    "7, 1", "-9, -1",
  })
  void theErrorFunction(double x, double y) {
    assertThat(Erf.erf(x)).isCloseTo(y, offset(4e-16));
  }
}
