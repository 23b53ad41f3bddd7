package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.net.Lanes;

/** LeNet-5 with 6 and 16 channels, which fill no vector, with maxima and relu as people build it. */
final class Lenet {
  private static final String TEXT =
      """
      net Lenet {
        input image : f32 28x28x1;
        label y     : class(10);
        conv(5, 6) relu pool(2) conv(5, 16, pad = valid) relu pool(2)
        dense(120) relu dense(84) relu dense(10)
      }
      augment whole { standardize }
      recipe r { augment = whole; batch = 128; steps = 1; optimizer = adam(lr = 1e-3); }
      eval { augment = whole; batch = 128; }
      """;

  private Lenet() {}

  static void run(int threads) {
    Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
    Model model = compiler.frontEnd().models(new SourceFile("lenet.cnn", TEXT)).get(0);
    Batch batch = Batch.random(28 * 28);
    SideBySide.run(
        "lenet, step-128, " + threads + " threads", Batch.SIZE, 12, 32,
        new CnncStep(Kernels.network(compiler, model), threads, false, batch.input(), batch.labels()),
        new DjlLenet(batch.input(), batch.labels()));
    CnncPredict.beside(
        "lenet, predict-128, " + threads + " threads", compiler, model,
        Kernels.network(compiler, model), threads, Benchmarks.images(Batch.SIZE, 28, 1), 12, 64);
  }
}
