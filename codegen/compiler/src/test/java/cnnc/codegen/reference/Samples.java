package cnnc.codegen.reference;

import java.util.Random;

/** Numbers for tests; those that are drawn are floats. */
final class Samples {
  private Samples() {}

  static double[] normals(Random random, int count, double scale) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }

  static double[][] images(Random random, int count, int size) {
    double[][] images = new double[count][];
    for (int n = 0; n < count; n++) {
      images[n] = normals(random, size, 1);
    }
    return images;
  }

  /** Sum of a times b. */
  static double product(double[][] a, double[][] b) {
    double sum = 0;
    for (int n = 0; n < a.length; n++) {
      for (int i = 0; i < a[n].length; i++) {
        sum += a[n][i] * b[n][i];
      }
    }
    return sum;
  }
}
