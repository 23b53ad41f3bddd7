package cnnc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Steps on two threads against steps on one, and multiply-adds without memory beside them, in turns;
 * told apart by how far from each other the cores are, which a virtual machine's can change.
 */
final class Scaling {
  private static final int TURNS = 60;
  private static final int RUNS = 8;

  /** Nanoseconds there and back: cores that share a cache take about 60, others some hundreds. */
  private static final double FAR = 150;

  private final String name;
  private final List<Double> trips = new ArrayList<>();
  private final List<List<Double>> millis = new ArrayList<>();

  private Scaling(String name, int contestants) {
    this.name = name;
    for (int i = 0; i < contestants; i++) {
      millis.add(new ArrayList<>());
    }
  }

  /** Runs and prints; the contestants come in pairs of two threads and one. */
  static void run(Contestant... contestants) {
    Scaling near = new Scaling("cores near each other", contestants.length);
    Scaling far = new Scaling("cores far apart", contestants.length);
    Scaling all = new Scaling("all turns", contestants.length);
    for (Contestant c : contestants) {
      for (int i = 0; i < 8 * RUNS; i++) {
        c.run();
      }
    }
    System.out.printf(
        Locale.ROOT, "%nthreads: medians of %d turns of %d runs each, java %s%n", TURNS, RUNS,
        System.getProperty("java.version"));
    for (int turn = 0; turn < TURNS; turn++) {
      double trip = RoundTrip.nanos();
      Scaling here = trip < FAR ? near : far;
      here.trips.add(trip);
      all.trips.add(trip);
      for (int i = 0; i < contestants.length; i++) {
        for (int run = 0; run < RUNS; run++) {
          long start = System.nanoTime();
          contestants[i].run();
          double time = (System.nanoTime() - start) / 1e6;
          here.millis.get(i).add(time);
          all.millis.get(i).add(time);
        }
      }
    }
    for (Scaling s : List.of(near, far, all)) {
      s.print(contestants);
    }
    for (Contestant c : contestants) {
      c.close();
    }
  }

  private void print(Contestant[] contestants) {
    if (trips.isEmpty()) {
      return;
    }
    System.out.printf(
        Locale.ROOT, "%s: %d turns, a cache line there and back in %.0f ns%n", name, trips.size(),
        SideBySide.median(trips));
    for (int i = 0; i < contestants.length; i += 2) {
      double two = SideBySide.median(millis.get(i));
      double one = SideBySide.median(millis.get(i + 1));
      System.out.printf(
          Locale.ROOT, "  %-26s %7.3f ms  %-25s %7.3f ms  x %.2f%n", contestants[i].name(), two,
          contestants[i + 1].name(), one, one / two);
    }
  }
}
