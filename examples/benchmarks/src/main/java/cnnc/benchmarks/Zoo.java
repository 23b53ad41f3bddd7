package cnnc.benchmarks;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.TrainProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Training steps and predictions of the network of any file, beside the same network in DJL and, exported,
 * in ONNX Runtime; each network in a process of its own, and then each contestant in one.
 */
final class Zoo {
  private static final int TURNS = 7;
  /** Of a turn, about. */
  private static final double SECONDS = 1;
  /** Of each before the turns: the JIT is done by then. */
  private static final double WARM_UP = 5;

  private Zoo() {}

  static void run(String... files) throws IOException {
    for (String file : files) {
      OwnProcess.run(Zoo.class, file);
      for (String who : Alone.ALL) {
        OwnProcess.run(Alone.class, file, who);
      }
    }
  }

  /** {@code FILE}. */
  public static void main(String[] args) throws IOException {
    ZooNetwork net = ZooNetwork.of(Path.of(args[0]));
    steps(net);
    predictions(net, 1);
    predictions(net, net.batch());
  }

  private static void steps(ZooNetwork net) {
    List<Contestant> contestants = new ArrayList<>(List.of(net.step(false), net.step(true)));
    try {
      DjlNetwork peer = net.djlStep();
      same(net, peer);
      contestants.add(peer);
    } catch (UnsupportedOperationException missing) {
      System.out.println(net.name() + ": " + missing.getMessage());
    }
    sideBySide(net.name() + ", a training step of " + net.batch(), net.batch(), contestants);
  }

  /** Both begin with the same loss, unless they draw. */
  private static void same(ZooNetwork net, DjlNetwork peer) {
    double theirs = peer.loss();
    try (CompiledNetwork ours = net.compiled(net.batch(), false)) {
      TrainProgram program = Engine.of(ours).trainProgram(net.batch(), false);
      program.gradients(net.input(net.batch()), net.labels(net.batch()));
      System.out.printf(
          Locale.ROOT, "%n%s: %d parameters, loss before the first step %.5f, DJL %.5f%n", net.name(),
          ours.spec().parameters().stream().mapToLong(Parameter::size).sum(), program.judged(),
          theirs);
    }
  }

  private static void predictions(ZooNetwork net, int count) {
    sideBySide(
        net.name() + ", predictions of " + count, count,
        List.of(
            net.predictions(count, false), net.predictions(count, true),
            net.onnxPredictions(count)));
  }

  private static void sideBySide(String title, int examples, List<Contestant> contestants) {
    double slowest = 0;
    for (Contestant c : contestants) {
      long end = System.nanoTime() + (long) (WARM_UP * 1e9);
      long start;
      do {
        start = System.nanoTime();
        c.run();
      } while (System.nanoTime() < end);
      slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
    }
    int runs = (int) Math.max(1, Math.min(200, SECONDS / slowest));
    SideBySide.run(
        title + ", " + ZooNetwork.THREADS + " threads", examples, TURNS, runs,
        contestants.toArray(Contestant[]::new));
  }
}
