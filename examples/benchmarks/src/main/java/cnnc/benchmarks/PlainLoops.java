package cnnc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How much slower a step is where there is no vector module. */
final class PlainLoops {
  private static final int STEPS = 9;

  /** The JIT takes longer for plain loops than for kernels of vectors. */
  private static final int WARM_UP = 30;

  private PlainLoops() {}

  static void run(int threads, float[] input, int[] labels) {
    double vector = median(threads, input, labels);
    System.setProperty("cnnc.lanes", "1");
    double plain = median(threads, input, labels);
    System.clearProperty("cnnc.lanes");
    System.out.printf(
        Locale.ROOT,
        "%nplain-loops: %.1f ms a step of %d, vectors %.1f ms, x %.1f; %d threads, medians of %d%n",
        plain, labels.length, vector, plain / vector, threads, STEPS);
  }

  private static double median(int threads, float[] input, int[] labels) {
    List<Double> millis = new ArrayList<>();
    try (CnncStep step = new CnncStep(threads, input, labels)) {
      for (int i = 0; i < WARM_UP; i++) {
        step.run();
      }
      for (int i = 0; i < STEPS; i++) {
        long start = System.nanoTime();
        step.run();
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    return SideBySide.median(millis);
  }
}
