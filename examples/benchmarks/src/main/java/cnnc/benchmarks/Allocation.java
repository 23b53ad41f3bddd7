package cnnc.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/** Bytes that a training step allocates on the heap, in all threads, once the JIT is done. */
final class Allocation {
  private static final int WARM_UP = 400;
  private static final int STEPS = 200;
  private static final int ASKED = 10;

  private Allocation() {}

  static void run(int threads, float[] input, int[] labels) {
    // As in an application that has worked with vectors before: the JIT then knows some methods of the
    // module by other operations only.
    MultiplyAdds.peak();
    try (CnncStep step = new CnncStep(threads, input, labels)) {
      for (int i = 0; i < WARM_UP; i++) {
        step.run();
      }
      long asking = 0;
      for (int i = 0; i < ASKED; i++) {
        asking = -allocated() + allocated();
      }
      long before = allocated();
      for (int i = 0; i < STEPS; i++) {
        step.run();
      }
      long own = allocated() - before - asking;
      System.out.printf(
          Locale.ROOT, "%nallocation: %.1f bytes per step, %d threads, mean of %d steps%n",
          (double) own / STEPS, threads, STEPS);
    }
  }

  /** By all threads that are alive; asking allocates too, and more the first times. */
  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).sum();
  }
}
