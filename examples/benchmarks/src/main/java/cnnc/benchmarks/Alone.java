package cnnc.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One contestant in a process of its own: how long until it is made and has run once, and the most memory
 * that the process had by its tenth run. Each process has a JVM and cnnc in it, which makes the network or
 * its model.
 */
final class Alone {
  static final List<String> ALL = List.of("cnnc step", "DJL step", "cnnc predict", "ONNX predict");
  private static final int RUNS = 10;

  private Alone() {}

  /** {@code FILE WHO}. */
  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    ZooNetwork net = ZooNetwork.of(Path.of(args[0]));
    Contestant contestant;
    try {
      contestant =
          switch (args[1]) {
            case "cnnc step" -> net.step(false);
            case "DJL step" -> net.djlStep();
            case "cnnc predict" -> net.predictions(net.batch(), false);
            case "ONNX predict" -> net.onnxPredictions(net.batch());
            default -> throw new IllegalArgumentException(args[1]);
          };
    } catch (UnsupportedOperationException missing) {
      System.out.println(net.name() + ", " + args[1] + ": " + missing.getMessage());
      return;
    }
    double made = seconds(start);
    contestant.run();
    double first = seconds(start) - made;
    for (int i = 1; i < RUNS; i++) {
      contestant.run();
    }
    System.out.printf(
        Locale.ROOT, "%s, %s of %d alone: made in %.2f s, first run %.2f s, resident at most %s%n",
        net.name(), args[1], net.batch(), made, first, Resident.most());
    contestant.close();
    // Native libraries keep threads that would keep the process.
    System.exit(0);
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
