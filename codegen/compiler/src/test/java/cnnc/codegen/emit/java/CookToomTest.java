package cnnc.codegen.emit.java;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.graph.Winograd;
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
    double[] back = times(CookToom.transposed(m.output()), y);
    assertThat(back).hasSize(w.size());
    for (int i = 0; i < outputs; i++) {
      double direct = 0;
      for (int k = 0; k < taps; k++) {
        direct += x[i + k] * g[k];
      }
      assertThat(y[i]).isCloseTo(direct, Offset.offset(1e-13));
    }
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
