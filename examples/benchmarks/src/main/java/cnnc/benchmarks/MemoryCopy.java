package cnnc.benchmarks;

/** What goes to and from memory on one thread. */
final class MemoryCopy {
  /** Beyond any cache: 256 MiB each. */
  private static final int FLOATS = 1 << 26;

  private MemoryCopy() {}

  /** GB/s, read and written, of arrays that lie in no cache. */
  static double bandwidth() {
    float[] from = new float[FLOATS];
    float[] to = new float[FLOATS];
    double best = 0;
    for (int i = 0; i < 8; i++) {
      long start = System.nanoTime();
      System.arraycopy(from, 0, to, 0, FLOATS);
      best = Math.max(best, 2.0 * Float.BYTES * FLOATS / (System.nanoTime() - start));
    }
    return best;
  }
}
