package cnnc.runtime.train;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Of a symmetric matrix, by Jacobi's method of 1846 in cyclic order: each rotation makes an element off
 * the diagonal zero, until all of them are.
 *
 * @param values the eigenvalues, the largest first
 * @param vectors those that belong to them, of length 1; the largest component of each is positive
 */
record Eigenvectors(double[] values, double[][] vectors) {
  private static final int MOST_SWEEPS = 100;
  private static final double NOTHING = 1e-22;

  static Eigenvectors of(double[][] matrix) {
    int n = matrix.length;
    double[][] a = new double[n][];
    double[][] v = new double[n][n];
    double norm = 0;
    for (int i = 0; i < n; i++) {
      a[i] = matrix[i].clone();
      v[i][i] = 1;
      for (double x : a[i]) {
        norm += x * x;
      }
    }
    for (int sweep = 0; sweep < MOST_SWEEPS && offDiagonal(a) > NOTHING * norm; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          rotate(a, v, p, q);
        }
      }
    }
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -a[i][i]))
            .mapToInt(i -> i)
            .toArray();
    double[] values = new double[n];
    double[][] vectors = new double[n][];
    for (int k = 0; k < n; k++) {
      values[k] = a[order[k]][order[k]];
      vectors[k] = upright(v[order[k]]);
    }
    return new Eigenvectors(values, vectors);
  }

  private static double offDiagonal(double[][] a) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += 2 * a[i][j] * a[i][j];
      }
    }
    return sum;
  }

  /** Golub and Van Loan, Matrix Computations, 8.5; rows of v are the vectors so far. */
  private static void rotate(double[][] a, double[][] v, int p, int q) {
    if (a[p][q] == 0) {
      return;
    }
    double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
    double c = 1 / Math.sqrt(1 + t * t);
    double s = t * c;
    for (double[] row : a) {
      double x = row[p];
      row[p] = c * x - s * row[q];
      row[q] = s * x + c * row[q];
    }
    combine(a[p], a[q], c, s);
    combine(v[p], v[q], c, s);
  }

  private static void combine(double[] x, double[] y, double c, double s) {
    for (int k = 0; k < x.length; k++) {
      double old = x[k];
      x[k] = c * old - s * y[k];
      y[k] = s * old + c * y[k];
    }
  }

  /** Of a vector and its negative one is chosen. */
  private static double[] upright(double[] v) {
    double largest = 0;
    for (double x : v) {
      largest = Math.abs(x) > Math.abs(largest) ? x : largest;
    }
    if (largest < 0) {
      for (int k = 0; k < v.length; k++) {
        v[k] = -v[k];
      }
    }
    return v;
  }
}
