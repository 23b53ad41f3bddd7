package cnnc.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Lets contestants do the same work in turns, and prints their medians and the ratios of these. */
final class SideBySide {
  /** The other's threads spin for a while after its last run. */
  private static final int REST_MILLIS = 300;

  private SideBySide() {}

  /**
   * Runs and prints.
   *
   * @param examples of one run
   * @param turns of each contestant
   * @param runs of each turn
   * @param contestants the first is what the others are compared with
   * @return median milliseconds
   */
  static double[] run(String title, int examples, int turns, int runs, Contestant... contestants) {
    List<List<Double>> millis = new ArrayList<>();
    for (Contestant c : contestants) {
      millis.add(new ArrayList<>());
      turn(c, 4 * runs);
    }
    for (int turn = 0; turn < turns; turn++) {
      for (int i = 0; i < contestants.length; i++) {
        millis.get(i).addAll(turn(contestants[i], runs));
      }
    }
    double[] medians = millis.stream().mapToDouble(SideBySide::median).toArray();
    System.out.printf(
        Locale.ROOT, "%n%s: %d runs each in turns of %d, java %s%n", title, turns * runs, runs,
        System.getProperty("java.version"));
    for (int i = 0; i < medians.length; i++) {
      List<Double> all = millis.get(i);
      System.out.printf(
          Locale.ROOT, "%-28s median %8.3f ms  min %8.3f  max %8.3f  %8.0f examples/s  x %.2f%n",
          contestants[i].name(), medians[i], Collections.min(all), Collections.max(all),
          examples * 1000 / medians[i], medians[i] / medians[0]);
    }
    Arrays.stream(contestants).forEach(Contestant::close);
    return medians;
  }

  private static List<Double> turn(Contestant contestant, int runs) {
    try {
      Thread.sleep(REST_MILLIS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      contestant.run();
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return millis;
  }

  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
