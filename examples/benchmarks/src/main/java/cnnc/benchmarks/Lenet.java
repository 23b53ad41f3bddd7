package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import java.util.List;
import java.util.Random;
import java.util.Set;

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

  private static final int SIZE = 128;

  private Lenet() {}

  static void run(int threads) {
    Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
    Model model = compiler.models(new SourceFile("lenet.cnn", TEXT)).get(0);
    Random random = new Random(1);
    float[] input = new float[SIZE * 28 * 28];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(SIZE, 0, 10).toArray();
    SideBySide.run(
        "lenet, step-128, " + threads + " threads", SIZE, 12, 32,
        new CnncStep(load(compiler, model), threads, false, input, labels),
        new DjlLenet(input, labels));
    byte[] pixels = new byte[SIZE * 28 * 28];
    random.nextBytes(pixels);
    CnncPredict.beside(
        "lenet, predict-128, " + threads + " threads", compiler, model, load(compiler, model), threads,
        new ImageSet(28, 28, 1, pixels, new int[SIZE], new int[1]), 12, 64);
  }

  private static CompiledNetwork load(Compiler compiler, Model model) {
    try {
      return (CompiledNetwork)
          InMemoryCompiler.load(
                  compiler.compile(model, "lenet", Set.of()).java(), List.of(),
                  "lenet.Lenet", Lenet.class.getClassLoader())
              .getMethod("create", long.class)
              .invoke(null, 1L);
    } catch (ReflectiveOperationException fault) {
      throw new IllegalStateException(fault);
    }
  }
}
