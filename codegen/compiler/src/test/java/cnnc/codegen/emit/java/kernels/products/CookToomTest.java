package cnnc.codegen.emit.java.kernels.products;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.kernel.cpu.Winograd;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookToomTest {
  @ParameterizedTest
  @CsvSource({"2, 3", "4, 3", "6, 3", "2, 5", "4, 5", "3, 2", "1, 4", "4, 1"})
  void theMatricesCorrelate(int outputs, int taps) {
    Winograd w = new Winograd(outputs, taps);
    CookToom m = CookToom.of(w);
    double[] x = new Random(outputs).doubles(w.size(), -1, 1).toArray();
    double[] g = new Random(taps).doubles(taps, -1, 1).toArray();
    double[] u = times(m.weights(), g);
    double[] v = times(m.input(), x);
    for (int i = 0; i < u.length; i++) {
      u[i] *= v[i];
    }
    double[] y = times(m.output(), u);
    // The transposed algorithm: dg = G^T ((A^T)^T dy * (B^T x)) sums the products of x with dy.
    double[] spread = times(CookToom.transposed(m.output()), y);
    for (int i = 0; i < spread.length; i++) {
      spread[i] *= v[i];
    }
    double[] dg = times(CookToom.transposed(m.weights()), spread);
    for (int k = 0; k < taps; k++) {
      double direct = 0;
      for (int i = 0; i < outputs; i++) {
        direct += x[i + k] * y[i];
      }
      assertThat(dg[k]).isCloseTo(direct, Offset.offset(1e-13));
    }
    assertThat(times(CookToom.flipped(m.weights()), reversed(g)))
        .containsExactly(times(m.weights(), g), Offset.offset(1e-15));
    for (int i = 0; i < outputs; i++) {
      double direct = 0;
      for (int k = 0; k < taps; k++) {
        direct += x[i + k] * g[k];
      }
      assertThat(y[i]).isCloseTo(direct, Offset.offset(1e-13));
    }
  }

  private static double[] reversed(double[] x) {
    double[] r = new double[x.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = x[r.length - 1 - i];
    }
    return r;
  }

  private static double[] times(double[][] matrix, double[] x) {
    double[] y = new double[matrix.length];
    for (int i = 0; i < y.length; i++) {
      for (int k = 0; k < x.length; k++) {
        y[i] += matrix[i][k] * x[k];
      }
    }
    return y;
  }
}
