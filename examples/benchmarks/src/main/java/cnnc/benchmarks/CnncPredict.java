package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.dsl.model.Model;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.State;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Classes of raw images by this project's generated class. */
final class CnncPredict implements Contestant {
  private final CompiledNetwork net;
  private final boolean exact;
  private final ImageSet images;

  CnncPredict(CompiledNetwork net, int threads, boolean exact, ImageSet images) {
    this.net = net;
    this.exact = exact;
    this.images = images;
    net.useThreads(threads);
  }

  /** Beside ONNX Runtime on the exported model with the same weights. */
  static void beside(
      String title, Compiler compiler, Model model, CompiledNetwork net, int threads,
      ImageSet images, int turns, int runs) {
    SideBySide.run(
        title + ", from bytes to probabilities", images.size(), turns, runs,
        new CnncPredict(net, threads, false, images),
        new OnnxPredict(compiler.onnx(model, weights(net)), threads, images));
  }

  /** Parameters and states by name. */
  static Map<String, float[]> weights(CompiledNetwork net) {
    Map<String, float[]> weights = new HashMap<>();
    for (Parameter p : net.spec().parameters()) {
      weights.put(
          p.name(), Arrays.copyOfRange(Engine.of(net).weights(), p.offset(), p.offset() + p.size()));
    }
    for (State s : net.spec().states()) {
      weights.put(
          s.name(), Arrays.copyOfRange(Engine.of(net).states(), s.offset(), s.offset() + s.size()));
    }
    return weights;
  }

  @Override
  public String name() {
    return exact ? "cnnc, exact" : "cnnc";
  }

  @Override
  public void run() {
    if (net.predict(images).size() != images.size()) {
      throw new IllegalStateException("an image got lost");
    }
  }

  @Override
  public void close() {
    net.close();
  }
}
