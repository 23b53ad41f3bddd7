package cnnc.benchmarks;

import java.util.Random;

/** A batch of the article's network, ready for a step. */
record Batch(float[] input, int[] labels) {
  static final int SIZE = 128;

  /** Never zeros, and the same each time. */
  static Batch random() {
    Random random = new Random(1);
    float[] input = new float[SIZE * 24 * 24 * 3];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    return new Batch(input, random.ints(SIZE, 0, 10).toArray());
  }
}
