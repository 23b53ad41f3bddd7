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
import cnnc.runtime.net.Lanes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * The network of a file, and who does its work: a training step of a batch, or predictions.
 *
 * @param batch images that come at a time
 */
record ZooNetwork(String name, Compiler compiler, Network network, int batch) {
  static final int THREADS = 2;

  /** Images of this many values or fewer come 128 at a time, larger ones 8. */
  private static final int SMALL = 64 * 64 * 3;

  static ZooNetwork of(Path file) throws IOException {
    Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
    Network network = Kernels.model(compiler, file).network();
    return new ZooNetwork(
        file.getFileName().toString().replace(".cnn", ""), compiler, network,
        network.input().size() <= SMALL ? Batch.SIZE : 8);
  }

  /** Values as the network takes them. */
  float[] input(int count) {
    Random random = new Random(1);
    float[] input = new float[count * network.input().size()];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    return input;
  }

  int[] labels(int count) {
    return new Random(2).ints(count, 0, network.classes()).toArray();
  }

  private ImageSet images(int count) {
    byte[] pixels = new byte[count * network.input().size()];
    new Random(2).nextBytes(pixels);
    return new ImageSet(
        network.input().height(), network.input().width(), network.input().channels(), pixels,
        new int[count], new int[1]);
  }

  /** The generated class. */
  CompiledNetwork compiled(int count, boolean exact) {
    return Kernels.network(compiler, model(count, exact));
  }

  Contestant step(boolean exact) {
    return new CnncStep(compiled(batch, exact), THREADS, exact, input(batch), labels(batch));
  }

  /**
   * The same in DJL, with the same weights.
   *
   * @throws UnsupportedOperationException where a layer has none there
   */
  DjlNetwork djlStep() {
    try (CompiledNetwork weights = compiled(batch, false)) {
      return new DjlNetwork(network, weights, input(batch), labels(batch));
    }
  }

  Contestant predictions(int count, boolean exact) {
    return new CnncPredict(compiled(count, exact), THREADS, exact, images(count));
  }

  /** The same of the exported model in ONNX Runtime. */
  Contestant onnxPredictions(int count) {
    Model model = model(count, false);
    try (CompiledNetwork weights = Kernels.network(compiler, model)) {
      return new OnnxPredict(
          compiler.onnx(model, CnncPredict.weights(weights)), THREADS, images(count));
    }
  }

  /** The network with Adam, the cross entropy of its first output, and standardized images. */
  Model model(int count, boolean exact) {
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
            "timed", Optional.empty(), chain, count, Duration.steps(1), 1, 1, adam,
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
        new Evaluation(Optional.empty(), chain, count, Views.ONE, 1, false, false, exact));
  }
}
