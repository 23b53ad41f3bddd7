package cnnc.benchmarks;

import java.util.concurrent.atomic.AtomicInteger;

/** How far apart two cores are: a cache line goes to the other and comes back. */
final class RoundTrip {
  /** Short and many, so that the JIT compiles them. */
  private static final int ROUNDS = 2000;

  private static final int TRIPS = 50;

  private RoundTrip() {}

  /** Nanoseconds of a trip, the least mean of some rounds. */
  static double nanos() {
    AtomicInteger line = new AtomicInteger();
    Thread other =
        new Thread(
            () -> {
              for (int round = 0; round < ROUNDS; round++) {
                answer(line, 2 * TRIPS * round);
              }
            });
    other.setDaemon(true);
    other.start();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long begin = System.nanoTime();
      ask(line, 2 * TRIPS * round);
      least = Math.min(least, (System.nanoTime() - begin) / (double) TRIPS);
    }
    return least;
  }

  private static void ask(AtomicInteger line, int from) {
    for (int n = from; n < from + 2 * TRIPS; n += 2) {
      line.set(n + 1);
      while (line.get() != n + 2) {}
    }
  }

  private static void answer(AtomicInteger line, int from) {
    for (int n = from; n < from + 2 * TRIPS; n += 2) {
      while (line.get() != n + 1) {}
      line.set(n + 2);
    }
  }
}
