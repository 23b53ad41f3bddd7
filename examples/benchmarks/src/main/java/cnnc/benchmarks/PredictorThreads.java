package cnnc.benchmarks;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Predictions of single images from one snapshot, on several threads at once, in turns. */
final class PredictorThreads {
  private static final int[] THREADS = {1, 2, 4, 16};
  private static final int TURNS = 11;
  private static final long TURN_NANOS = 1_000_000_000L;

  private PredictorThreads() {}

  static void run(Predictor predictor, ImageSet images) {
    double[][] rates = new double[THREADS.length][TURNS];
    for (int turn = -2; turn < TURNS; turn++) {
      for (int i = 0; i < THREADS.length; i++) {
        double rate = rate(predictor, images, THREADS[i]);
        if (turn >= 0) {
          rates[i][turn] = rate;
        }
      }
    }
    System.out.printf(
        "predictor: images/s, medians of %d turns of 1 s, %s%n", TURNS, predictor.spec().name());
    Arrays.stream(rates).forEach(Arrays::sort);
    double one = rates[0][TURNS / 2];
    for (int i = 0; i < THREADS.length; i++) {
      double median = rates[i][TURNS / 2];
      System.out.printf(
          "%2d threads %9.1f, from %.1f to %.1f; x %.2f%n", THREADS[i], median, rates[i][0],
          rates[i][TURNS - 1], median / one);
    }
    memory(predictor, images);
  }

  private static double rate(Predictor predictor, ImageSet images, int threads) {
    LongAdder done = new LongAdder();
    long begin = System.nanoTime();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int first = t;
      Thread thread =
          new Thread(
              () -> {
                byte[][] raw = new byte[16][];
                for (int i = 0; i < raw.length; i++) {
                  raw[i] = images.image((first + i) % images.size());
                }
                float[] logits = new float[predictor.spec().classes().size()];
                int own = 0;
                while (System.nanoTime() - begin < TURN_NANOS) {
                  predictor.logits(raw[own++ % raw.length], logits);
                }
                done.add(own);
              });
      thread.start();
      all.add(thread);
    }
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException fault) {
        throw new IllegalStateException(fault);
      }
    }
    return done.sum() / ((System.nanoTime() - begin) / 1e9);
  }

  private static void memory(Predictor predictor, ImageSet images) {
    byte[] image = images.image(0);
    float[] logits = new float[predictor.spec().classes().size()];
    long before = used();
    int calls = 1_000_000;
    for (int i = 0; i < calls; i++) {
      predictor.logits(image, logits);
    }
    System.out.printf("heap before and after %d calls: %d and %d KB%n", calls, before, used());
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 10;
  }
}
