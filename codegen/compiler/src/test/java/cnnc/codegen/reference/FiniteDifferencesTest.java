package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What finite differences take for a derivative, and what not. */
class FiniteDifferencesTest {
  private static void check(DoubleUnaryOperator f, double x, double gradient) {
    double[] at = {x};
    new FiniteDifferences(() -> f.applyAsDouble(at[0]), 1e-6, 1)
        .check("x", at, new double[] {gradient});
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-3, 1e-4, 3e-6, 1e-6, 1e-8, 0, -1e-8, -1e-6, -3e-6, -1e-4, -1e-3})
  void aKinkAsNearAsCanBe(double distance) {
    DoubleUnaryOperator bent = x -> x > 1 ? 3 * (x - 1) + x * x : x * x;
    double x = 1 + distance;
    double right = 2 * x + (distance > 0 ? 3 : 0);
    check(bent, x, right);
    assertThatThrownBy(() -> check(bent, x, 1.001 * right)).isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> check(bent, x, 2 * x + 0.7)).isInstanceOf(AssertionError.class);
  }

  @Test
  void curves() {
    check(Math::exp, 0.3, Math.exp(0.3));
    check(Math::tanh, -2, 1 - Math.pow(Math.tanh(-2), 2));
    assertThatThrownBy(() -> check(Math::exp, 0.3, 1.00001 * Math.exp(0.3)))
        .isInstanceOf(AssertionError.class);
  }
}
