package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Monitor;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Optimizer;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Schedule;
import cnnc.dsl.model.Shuffle;
import cnnc.dsl.model.Views;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.TrainProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * Training steps and predictions of the network of any file, beside the same network in DJL and, exported,
 * in ONNX Runtime; each network in a process of its own.
 */
final class Zoo {
  private static final int THREADS = 2;
  private static final int TURNS = 7;
  /** Of a turn, about. */
  private static final double SECONDS = 1;
  /** Images of this many values or fewer come 128 at a time, larger ones 8. */
  private static final int SMALL = 64 * 64 * 3;

  private Zoo() {}

  static void run(String... files) throws IOException {
    for (String file : files) {
      OwnProcess.run(Zoo.class, file);
    }
  }

  /** {@code FILE}. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    String name = file.getFileName().toString().replace(".cnn", "");
    Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
    Network network = Kernels.model(compiler, file).network();
    int batch = batch(network);
    steps(name, compiler, network, batch);
    predictions(name, compiler, network, 1);
    predictions(name, compiler, network, batch);
  }

  /** Images that come at a time. */
  static int batch(Network network) {
    return network.input().size() <= SMALL ? Batch.SIZE : 8;
  }

  private static void steps(String name, Compiler compiler, Network network, int batch) {
    Random random = new Random(1);
    float[] input = new float[batch * network.input().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(batch, 0, network.classes()).toArray();
    List<Contestant> contestants = new ArrayList<>();
    for (boolean exact : new boolean[] {false, true}) {
      CompiledNetwork net = Kernels.network(compiler, model(network, batch, exact));
      contestants.add(new CnncStep(net, THREADS, exact, input, labels));
    }
    CompiledNetwork weights = Kernels.network(compiler, model(network, batch, false));
    DjlNetwork peer = new DjlNetwork(network, weights, input, labels);
    try {
      same(name, weights, peer, input, labels);
      contestants.add(peer);
    } catch (UnsupportedOperationException missing) {
      System.out.println(name + ": " + missing.getMessage());
      peer.close();
    }
    weights.close();
    sideBySide(name + ", a training step of " + batch, batch, contestants);
  }

  /** Both begin with the same loss, unless they draw. */
  private static void same(
      String name, CompiledNetwork net, DjlNetwork peer, float[] input, int[] labels) {
    double theirs = peer.loss();
    TrainProgram program = Engine.of(net).trainProgram(labels.length, false);
    program.gradients(input, labels);
    System.out.printf(
        Locale.ROOT, "%n%s: %d parameters, loss before the first step %.5f, DJL %.5f%n", name,
        net.spec().parameters().stream().mapToLong(Parameter::size).sum(), program.judged(), theirs);
  }

  private static void predictions(String name, Compiler compiler, Network network, int count) {
    byte[] pixels = new byte[count * network.input().size()];
    new Random(2).nextBytes(pixels);
    ImageSet images =
        new ImageSet(
            network.input().height(), network.input().width(), network.input().channels(), pixels,
            new int[count], new int[1]);
    List<Contestant> contestants = new ArrayList<>();
    for (boolean exact : new boolean[] {false, true}) {
      CompiledNetwork net = Kernels.network(compiler, model(network, count, exact));
      contestants.add(new CnncPredict(net, THREADS, exact, images));
    }
    Model model = model(network, count, false);
    CompiledNetwork net = Kernels.network(compiler, model);
    contestants.add(
        new OnnxPredict(compiler.onnx(model, CnncPredict.weights(net)), THREADS, images));
    net.close();
    sideBySide(name + ", predictions of " + count, count, contestants);
  }

  private static void sideBySide(String title, int examples, List<Contestant> contestants) {
    double slowest = 0;
    for (Contestant c : contestants) {
      c.run();
      long start = System.nanoTime();
      c.run();
      slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
    }
    int runs = (int) Math.max(1, Math.min(200, SECONDS / slowest));
    SideBySide.run(
        title + ", " + THREADS + " threads", examples, TURNS, runs,
        contestants.toArray(Contestant[]::new));
  }

  /** The network with Adam, the cross entropy of its first output, and standardized images. */
  static Model model(Network network, int batch, boolean exact) {
    Optimizer adam =
        Optimizer.of(
            Optimizer.Rule.ADAM, new Schedule.Constant(1e-5), List.of(0.9, 0.999, 1e-8, 0.0));
    Optional<Augmentation> chain =
        Optional.of(
            new Augmentation(
                "whole", List.of(new Augmentation.Step(new Distortion.Standardize(), network.origin())),
                network.input(), network.origin()));
    Recipe recipe =
        new Recipe(
            "timed", Optional.empty(), chain, batch, Duration.steps(1), 1, 1, adam,
            new Shuffle.Full(), OptionalDouble.empty(), false, exact, false,
            new Monitor(
                1, "%d %.4f %.1f %.3f", Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty()),
            network.origin());
    LossTerm term =
        new LossTerm.Judged(
            "cross_entropy", new Loss.SoftmaxCrossEntropy(0), 0, 1, true, List.of());
    return new Model(
        network.origin().file().name(), "", network.origin(), network, List.of(term),
        List.of(recipe),
        new Evaluation(Optional.empty(), chain, batch, Views.ONE, 1, false, false, exact));
  }
}
