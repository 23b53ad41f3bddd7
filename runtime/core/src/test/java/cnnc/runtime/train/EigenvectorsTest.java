package cnnc.runtime.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EigenvectorsTest {
  /** A v = lambda v, vectors orthogonal and of length 1, values falling. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 12, 75})
  void theyAreWhatTheyAreCalled(int n) {
    Random random = new Random(n);
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        a[i][j] = random.nextGaussian() + 3;
        a[j][i] = a[i][j];
      }
    }
    Eigenvectors found = Eigenvectors.of(a);
    for (int k = 0; k < n; k++) {
      double[] v = found.vectors()[k];
      for (int i = 0; i < n; i++) {
        assertThat(dot(a[i], v)).isCloseTo(found.values()[k] * v[i], within(1e-9 * n));
      }
      for (int other = 0; other <= k; other++) {
        assertThat(dot(v, found.vectors()[other])).isCloseTo(other == k ? 1 : 0, within(1e-9));
      }
      if (k > 0) {
        assertThat(found.values()[k]).isLessThanOrEqualTo(found.values()[k - 1]);
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
