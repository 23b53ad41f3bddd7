package cnnc.runtime.cuda.gpu;

import java.util.Arrays;

/**
 * Tells what a launch takes among others: many of it stand in a graph, since the events around a
 * single one cost as much as a small kernel.
 */
public final class Stopwatch {
  /** Launches of a graph. */
  public static final int LAUNCHES = 20;

  /** The median of so many graphs counts; the first may find the device asleep. */
  private static final int ROUNDS = 5;

  private Stopwatch() {}

  /** Microseconds of one launch, which has run before: what sets itself up cannot be recorded. */
  public static double microseconds(Gpu gpu, Runnable launch) {
    return microseconds(gpu, launch, () -> {});
  }

  /**
   * The same, of a launch that counts its runs.
   *
   * @param before puts back, ahead of each {@link #LAUNCHES}, what they have counted
   */
  public static double microseconds(Gpu gpu, Runnable launch, Runnable before) {
    try (Graph graph =
        gpu.capture(
            () -> {
              for (int i = 0; i < LAUNCHES; i++) {
                launch.run();
              }
            })) {
      return microseconds(gpu, graph, before) / LAUNCHES;
    }
  }

  /** Microseconds of a graph. */
  public static double microseconds(Gpu gpu, Graph graph, Runnable before) {
    double[] times = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      before.run();
      times[i] = gpu.time(graph::launch);
    }
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }
}
