package cnnc.runtime.random;

/**
 * Random vectors, orthogonal to each other and of length one: normal draws through Gram and Schmidt's
 * process, which gives every such basis with equal likelihood (Mezzadri 2007, math-ph/0609050).
 */
final class OrthogonalBasis {
  private OrthogonalBasis() {}

  /** So many vectors of so many values each, at least as many. */
  static double[][] draw(int count, int length, Draws draws, int stream) {
    double[][] basis = new double[count][length];
    for (int v = 0; v < count; v++) {
      for (int i = 0; i < length; i++) {
        basis[v][i] = draws.normal(stream, v * length + i, 0);
      }
      // What rounding leaves of the others after the first time, the second takes away.
      for (int time = 0; time < 2; time++) {
        for (int other = 0; other < v; other++) {
          add(basis[v], -product(basis[v], basis[other]), basis[other]);
        }
      }
      double norm = StrictMath.sqrt(product(basis[v], basis[v]));
      for (int i = 0; i < length; i++) {
        basis[v][i] /= norm;
      }
    }
    return basis;
  }

  private static void add(double[] to, double factor, double[] vector) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * vector[i];
    }
  }

  /** By four sums, which do not wait for each other. */
  private static double product(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + s2 + s3;
  }
}
