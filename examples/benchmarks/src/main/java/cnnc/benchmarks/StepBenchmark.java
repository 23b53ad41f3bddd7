package cnnc.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * {@code step-128}: a training step of the article's network on a batch of 128 that is ready, this
 * project and its peer in turn. Prints medians and their ratio.
 */
public final class StepBenchmark {
  private static final int BATCH = 128;
  private static final int ROUNDS = 12;
  private static final int STEPS = 8;

  private StepBenchmark() {}

  public static void main(String[] args) throws InterruptedException {
    int threads = Integer.getInteger("threads", 2);
    Random random = new Random(1);
    float[] input = new float[BATCH * 24 * 24 * 3];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(BATCH, 0, 10).toArray();
    try (Contestant ours = new Cnnc(threads, input, labels);
        Contestant theirs = new TensorFlow(threads, input, labels)) {
      List<Double> oursMillis = new ArrayList<>();
      List<Double> theirsMillis = new ArrayList<>();
      run(ours, 4 * STEPS);
      run(theirs, 2 * STEPS);
      for (int round = 0; round < ROUNDS; round++) {
        oursMillis.addAll(run(ours, STEPS));
        theirsMillis.addAll(run(theirs, STEPS));
      }
      System.out.printf(
          Locale.ROOT, "step-128, %d threads, %d steps each in turns of %d, java %s%n", threads,
          ROUNDS * STEPS, STEPS, System.getProperty("java.version"));
      print(ours, oursMillis);
      print(theirs, theirsMillis);
      System.out.printf(
          Locale.ROOT, "ratio of medians %.2f%n", median(theirsMillis) / median(oursMillis));
    }
  }

  private static List<Double> run(Contestant contestant, int steps) throws InterruptedException {
    // The other's threads spin for a while after its last step.
    Thread.sleep(300);
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      long start = System.nanoTime();
      contestant.step();
      millis.add((System.nanoTime() - start) / 1e6);
    }
    return millis;
  }

  private static void print(Contestant contestant, List<Double> millis) {
    System.out.printf(
        Locale.ROOT, "%-24s median %6.1f ms  min %6.1f  max %6.1f  %6.0f examples/s%n",
        contestant.name(), median(millis), Collections.min(millis), Collections.max(millis),
        BATCH * 1000 / median(millis));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
