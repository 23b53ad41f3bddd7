package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.data.ImageSet;
import com.example.cifar.Cifar10;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** All benchmarks, or those that are named. */
public final class Benchmarks {
  private static final List<String> ALL =
      List.of(
          "kernels", "step-128", "threads", "jmh", "allocation", "plain-loops", "predict-1", "predict-128",
          "predictor", "pictures", "lenet", "augment", "compile", "networks", "train");
  private static final int THREADS = 2;

  private Benchmarks() {}

  /** {@code CNN-FILE all|NAME,...}. */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    Path cnn = Path.of(args[0]);
    List<String> names = args[1].equals("all") ? ALL : List.of(args[1].split(","));
    for (String name : names) {
      Batch batch = Batch.random();
      float[] input = batch.input();
      int[] labels = batch.labels();
      switch (name) {
        case "kernels" -> Kernels.run(input, labels, cnn);
        case "step-128" ->
            SideBySide.run(
                "step-128, 2 threads, LRN included", Batch.SIZE, 12, 8,
                new CnncStep(THREADS, input, labels), new CnncStep(1, input, labels),
                new TensorFlowStep(THREADS, input, labels), new DjlCifar10(input, labels));
        case "threads" ->
            Scaling.run(
                new CnncStep(THREADS, input, labels), new CnncStep(1, input, labels),
                new MultiplyAdds(THREADS), new MultiplyAdds(1));
        case "jmh" -> StepBenchmark.run();
        case "allocation" -> Allocation.run(THREADS, input, labels);
        case "plain-loops" -> PlainLoops.run(THREADS, input, labels);
        case "predict-1" -> predict(name, cnn, images(1, 32, 3), 60, 100);
        case "predict-128" -> predict(name, cnn, images(Batch.SIZE, 32, 3), 12, 16);
        case "predictor" ->
            PredictorThreads.run(Cifar10.create(1).predictor(), images(Batch.SIZE, 32, 3));
        case "pictures" -> PicturesRun.run();
        case "fine-tuning" -> FineTuning.run(System.getProperty("data", "synthetic"));
        case "lenet" -> Lenet.run(THREADS);
        case "zoo" -> Zoo.run(System.getProperty("beside").split(","));
        case "layers" -> Layers.run(System.getProperty("beside").split(","));
        case "augment" -> Augment.run(images(5000, 32, 3));
        case "compile" -> CompileTime.run(cnn);
        case "networks" -> NetworkCost.run(System.getProperty("networks").split(","));
        case "train" -> TrainingRun.run(System.getProperty("data", "synthetic"));
        default -> throw new IllegalArgumentException("no benchmark " + name + "; there are " + ALL);
      }
    }
  }

  private static void predict(String name, Path cnn, ImageSet images, int turns, int runs)
      throws IOException {
    Compiler compiler = new Compiler(new Diagnostics());
    Model model = compiler.frontEnd().models(new SourceFile("cifar10.cnn", Files.readString(cnn))).get(0);
    CnncPredict.beside(
        name + ", " + THREADS + " threads", compiler, model, Cifar10.create(1), THREADS, images, turns,
        runs);
  }

  /** Images of noise, the same each time. */
  static ImageSet images(int count, int side, int channels) {
    byte[] pixels = new byte[count * side * side * channels];
    new Random(2).nextBytes(pixels);
    return new ImageSet(side, side, channels, pixels, new int[count], new int[1]);
  }
}
