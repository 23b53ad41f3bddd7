package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.kernel.cpu.Winograd;

/**
 * The matrices of F(m, r): y = output ((weights w) * (input x)), elementwise in the middle, is the
 * correlation of m + r - 1 inputs with r weights; F(m x m, r x r) applies each on both sides. They
 * evaluate polynomials at points and interpolate the product: Lavin and Gray, "Fast Algorithms for
 * Convolutional Neural Networks", 2015, after Cook and Toom.
 *
 * @param input size x size
 * @param weights size x taps
 * @param output outputs x size
 */
record CookToom(double[][] input, double[][] weights, double[][] output) {
  /**
   * Points by the size of a tile; one more is infinity. Pairs of opposite signs share half of their
   * work; of the pairs that floats hold exactly these were found to round least.
   */
  private static double[] points(int size) {
    return switch (size) {
      case 4 -> new double[] {0, 1, -1};
      case 6 -> new double[] {0, 0.5, -0.5, 1.5, -1.5};
      case 8 -> new double[] {0, 1, -1, 2, -2, 0.5, -0.5};
      default -> throw new IllegalArgumentException("no points for tiles of " + size);
    };
  }

  static CookToom of(Winograd w) {
    double[] points = points(w.size());
    int finite = points.length;
    double[][] input = new double[w.size()][];
    double[][] weights = new double[w.size()][w.taps()];
    double[][] output = new double[w.outputs()][w.size()];
    for (int i = 0; i < finite; i++) {
      input[i] = polynomial(points, i);
      double scale = 1;
      for (int j = 0; j < finite; j++) {
        scale *= j == i ? 1 : points[i] - points[j];
      }
      for (int k = 0; k < w.taps(); k++) {
        weights[i][k] = Math.pow(points[i], k) / scale;
      }
      for (int k = 0; k < w.outputs(); k++) {
        output[k][i] = Math.pow(points[i], k);
      }
    }
    input[finite] = polynomial(points, -1);
    weights[finite][w.taps() - 1] = 1;
    output[w.outputs() - 1][finite] = 1;
    return new CookToom(input, weights, output);
  }

  /** Coefficients of the product of (x - point) over the points but one. */
  private static double[] polynomial(double[] points, int without) {
    double[] product = new double[points.length + 1];
    product[0] = 1;
    for (int j = 0; j < points.length; j++) {
      for (int k = points.length; j != without && k >= 0; k--) {
        product[k] = (k > 0 ? product[k - 1] : 0) - points[j] * product[k];
      }
    }
    return product;
  }

  static double[][] transposed(double[][] m) {
    double[][] t = new double[m[0].length][m.length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < m[i].length; j++) {
        t[j][i] = m[i][j];
      }
    }
    return t;
  }

  /** The matrix for inputs in the opposite order. */
  static double[][] flipped(double[][] m) {
    double[][] f = new double[m.length][m[0].length];
    for (int i = 0; i < m.length; i++) {
      for (int j = 0; j < m[i].length; j++) {
        f[i][j] = m[i][m[i].length - 1 - j];
      }
    }
    return f;
  }
}
