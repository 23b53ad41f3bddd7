package cnnc.benchmarks;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.Kernel;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.program.Call;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.EvalProgram;
import cnnc.runtime.net.Program;
import cnnc.runtime.net.TrainProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What each launch of a training step, of a prediction and of many takes on one thread, and how near
 * that is to what limits it: multiply-adds, or memory. Each network is in a process of its own.
 */
final class Layers {
  private static final double SECONDS = 2;

  private Layers() {}

  static void run(String... files) throws IOException {
    for (String file : files) {
      OwnProcess.run(Layers.class, file);
    }
  }

  /** {@code FILE}. */
  public static void main(String[] args) throws IOException {
    ZooNetwork zoo = ZooNetwork.of(Path.of(args[0]));
    double peak = MultiplyAdds.peak();
    double bandwidth = MemoryCopy.bandwidth();
    System.out.printf(
        Locale.ROOT, "%n%s: one thread does %.0f GFLOP/s in registers and copies %.1f GB/s%n", zoo.name(),
        peak, bandwidth);
    for (Phase phase : Phase.values()) {
      for (int images : phase == Phase.TRAIN ? new int[] {zoo.batch()} : new int[] {1, zoo.batch()}) {
        double all = 0;
        for (int threads = 1; threads <= 2; threads++) {
          try (CompiledNetwork net = zoo.compiled(images, false)) {
            net.useThreads(threads);
            Work work = new Work(net, phase, images);
            double whole = work.median();
            if (threads == 1) {
              all = whole;
              List<Call> calls =
                  zoo.compiler()
                      .program(zoo.model(images, false), phase, images, Target.CPU, false)
                      .orElseThrow()
                      .calls();
              print(calls, work.launches(calls.size()), images, peak, bandwidth);
            } else {
              System.out.printf(
                  Locale.ROOT, "%s, %s of %d: %.3f ms on one thread, %.3f on two%n", zoo.name(),
                  phase.name().toLowerCase(Locale.ROOT), images, all / 1e3, whole / 1e3);
            }
          }
        }
      }
    }
  }

  private static void print(
      List<Call> calls, List<Double> micros, int images, double peak, double bandwidth) {
    for (int i = 0; i < calls.size(); i++) {
      if (micros.get(i) == 0) {
        System.out.printf("%-42s once for all images%n", calls.get(i).name());
        continue;
      }
      Kernel kernel = calls.get(i).kernel();
      double rate = 2.0 * kernel.macs() * images / micros.get(i) / 1e3;
      double bytes =
          kernel.ports().stream()
              .filter(p -> p.use() != Port.Use.WORKSPACE)
              .mapToDouble(p -> (double) Float.BYTES * p.size() * (p.perImage() ? images : 1))
              .sum();
      double moved = bytes / micros.get(i) / 1e3;
      System.out.printf(
          Locale.ROOT, "%-42s %9.1f us %7.1f GFLOP/s %4.0f %% %6.1f GB/s %4.0f %%%n",
          calls.get(i).name(), micros.get(i), rate, 100 * rate / peak, moved,
          100 * moved / bandwidth);
    }
  }

  /** A program on random images. */
  private static final class Work {
    private final Program program;
    private final Runnable once;

    Work(CompiledNetwork net, Phase phase, int images) {
      Random random = new Random(1);
      float[] input = new float[images * net.spec().inputSize()];
      for (int i = 0; i < input.length; i++) {
        input[i] = (float) random.nextGaussian();
      }
      if (phase == Phase.TRAIN) {
        int[] labels = random.ints(images, 0, net.spec().classes().size()).toArray();
        TrainProgram train = Engine.of(net).trainProgram(images, false);
        program = train;
        once = () -> train.gradients(input, labels);
      } else {
        EvalProgram eval = Engine.of(net).evalProgram(images);
        program = eval;
        once = () -> eval.run(input, images, 0);
      }
    }

    /** Of the whole, in microseconds, once it is warm. */
    double median() {
      List<Double> micros = new ArrayList<>();
      for (int turn = 0; turn < 2; turn++) {
        micros.clear();
        long end = System.nanoTime() + (long) (SECONDS * 1e9);
        do {
          long start = System.nanoTime();
          once.run();
          micros.add((System.nanoTime() - start) / 1e3);
        } while (System.nanoTime() < end);
      }
      return SideBySide.median(micros);
    }

    /** Of each launch, in microseconds. */
    List<Double> launches(int count) {
      List<List<Double>> micros = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        micros.add(new ArrayList<>());
      }
      AtomicLongArray nanos = new AtomicLongArray(count);
      program.time(nanos);
      long end = System.nanoTime() + (long) (SECONDS * 1e9);
      do {
        once.run();
        for (int i = 0; i < count; i++) {
          micros.get(i).add(nanos.getAndSet(i, 0) / 1e3);
        }
      } while (System.nanoTime() < end);
      program.time(null);
      return micros.stream().map(SideBySide::median).toList();
    }
  }
}
