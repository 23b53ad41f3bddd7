package cnnc.runtime.net;

/**
 * Makes the singular values of a matrix nearly 1: five steps of X becomes a X + (b A + c A A) X with
 * A = X X', by the coefficients of Jordan et al. 2024 (Muon), which get them between 0.7 and 1.2 or so.
 */
final class NewtonSchulz {
  private static final int STEPS = 5;
  private static final float A = 3.4445f;
  private static final float B = -4.7750f;
  private static final float C = 2.0315f;
  private static final double LEAST = 1e-7;

  private NewtonSchulz() {}

  /**
   * Of the matrix at {@code from}, rows first. Where it has more outputs, which are its columns, than
   * inputs, the result is longer by the root of their ratio.
   */
  static void orthogonalize(float[] values, int from, int rows, int columns) {
    boolean wide = columns > rows;
    int m = Math.max(rows, columns);
    int n = Math.min(rows, columns);
    float[] tall = new float[m * n];
    double sum = 0;
    for (int i = 0; i < rows * columns; i++) {
      float v = values[from + i];
      sum += (double) v * v;
      tall[wide ? i % columns * n + i / columns : i] = v;
    }
    float scale = (float) (1 / (Math.sqrt(sum) + LEAST));
    for (int i = 0; i < tall.length; i++) {
      tall[i] *= scale;
    }
    float[] next = new float[m * n];
    for (int step = 0; step < STEPS; step++) {
      float[] gram = gram(tall, m, n);
      float[] mix = new float[n * n];
      for (int i = 0; i < n; i++) {
        addRows(gram, i * n, gram, n, mix, i * n, C);
        for (int j = 0; j < n; j++) {
          mix[i * n + j] += B * gram[i * n + j];
        }
      }
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          next[i * n + j] = A * tall[i * n + j];
        }
        addRows(tall, i * n, mix, n, next, i * n, 1);
      }
      float[] old = tall;
      tall = next;
      next = old;
    }
    float longer = (float) Math.sqrt(Math.max(1, (double) columns / rows));
    for (int i = 0; i < rows * columns; i++) {
      values[from + i] = longer * tall[wide ? i % columns * n + i / columns : i];
    }
  }

  /** X' X of m rows. */
  private static float[] gram(float[] x, int m, int n) {
    float[] gram = new float[n * n];
    for (int k = 0; k < m; k++) {
      for (int i = 0; i < n; i++) {
        float factor = x[k * n + i];
        for (int j = 0; j < n; j++) {
          gram[i * n + j] += factor * x[k * n + j];
        }
      }
    }
    return gram;
  }

  /** Adds a row times a square matrix. */
  private static void addRows(
      float[] row, int at, float[] matrix, int n, float[] to, int toAt, float times) {
    for (int k = 0; k < n; k++) {
      float factor = times * row[at + k];
      for (int j = 0; j < n; j++) {
        to[toAt + j] += factor * matrix[k * n + j];
      }
    }
  }
}
