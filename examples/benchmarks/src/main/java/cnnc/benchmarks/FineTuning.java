package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.Transfer;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Trainer;
import com.example.cifar.Cifar10;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * ResNet-20 learns five classes of CIFAR-10; with a new head it goes on with the other five, beside one
 * that begins from nothing, for as many steps.
 */
final class FineTuning {
  private static final int CLASSES = 5;
  private static final int BEFORE = 1000;
  private static final int[] STEPS = {50, 200};
  private static final int[] SEEDS = {1, 2};
  private static final String NET =
      """
      def residual(c, stride = 1) {
        fork {
          conv(3, c, stride = stride, pad = 1, bias = none) bn relu conv(3, c, bias = none) bn
        |
          if (channels(@in) != c) { conv(1, c, stride = stride, bias = none) bn }
        } add relu
      }
      net ResNet20 {
        input image : f32 32x32x3;
        label y     : class(5);
        stem:   conv(3, 16, bias = none) bn relu
        stage1: repeat (3) { residual(16) }
        stage2: repeat (3 as i) { residual(32, stride = i > 0 ? 1 : 2) }
        stage3: repeat (3 as i) { residual(64, stride = i > 0 ? 1 : 2) }
        %s:     global_avg_pool dense(5)
      }
      augment train { translate(4, mode = zero) flip(0.5) standardize }
      augment eval  { standardize }
      params { *.weight { decay = 5e-4; } }
      recipe learn {
        augment = train; batch = 128; steps = 1000;
        optimizer = sgd(lr = one_cycle(0.5), momentum = 0.9);
      }
      eval { augment = eval; }
      """;

  private FineTuning() {}

  static void run(String data) throws IOException, ReflectiveOperationException {
    if (data.equals("synthetic")) {
      throw new IllegalArgumentException("fine-tuning needs the real images: -Ddata=DIR");
    }
    ImageSets all = Cifar10.CIFAR10.open(Path.of(data));
    Class<?> first = compiled("head", "first");
    Class<?> second = compiled("other", "second");
    Path weights = Files.createTempFile("resnet20", ".safetensors");
    System.out.printf(
        "%nfine-tuning: resnet20, %d steps of 128 on classes 0 to 4, then on 5 to 9%n", BEFORE);
    try (CompiledNetwork net = create(first, 1)) {
      new Trainer(net, recipe(first).withSteps(BEFORE)).run(part(all.train(), 0));
      System.out.printf(
          Locale.ROOT, "precision @ 1 of the first five %.3f%n", net.evaluate(part(all.test(), 0)));
      net.save(weights);
    }
    ImageSet train = part(all.train(), CLASSES);
    ImageSet test = part(all.test(), CLASSES);
    for (int seed : SEEDS) {
      for (int steps : STEPS) {
        double[] precision = new double[2];
        for (int way = 0; way < 2; way++) {
          try (CompiledNetwork net = create(second, seed)) {
            if (way == 1) {
              Transfer transfer = net.startFrom(weights);
              if (transfer.missing().size() != 2) {
                throw new IllegalStateException(transfer.toString());
              }
            }
            new Trainer(net, recipe(second).withSteps(steps).withSeed(seed)).run(train);
            precision[way] = net.evaluate(test);
          }
        }
        System.out.printf(
            Locale.ROOT, "seed %d, %4d steps on the other five: from nothing %.3f, from the first %.3f%n",
            seed, steps, precision[0], precision[1]);
      }
    }
    Files.delete(weights);
  }

  private static Class<?> compiled(String head, String packageName) {
    Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
    Model model =
        compiler.frontEnd().models(new SourceFile("resnet20.cnn", NET.formatted(head))).get(0);
    Compiler.Output output = compiler.compile(model, packageName, Set.of());
    return InMemoryCompiler.load(
        output.java(), output.cuda(), packageName + ".ResNet20", FineTuning.class.getClassLoader());
  }

  private static CompiledNetwork create(Class<?> type, long seed)
      throws ReflectiveOperationException {
    return (CompiledNetwork) type.getMethod("create", long.class).invoke(null, seed);
  }

  private static Recipe recipe(Class<?> type) throws ReflectiveOperationException {
    return (Recipe) ((List<?>) type.getField("RECIPES").get(null)).get(0);
  }

  /** The images of five classes, which are called 0 to 4. */
  private static ImageSet part(ImageSet all, int first) {
    int[] indices =
        IntStream.range(0, all.size())
            .filter(i -> all.labels()[i] >= first && all.labels()[i] < first + CLASSES)
            .toArray();
    byte[] pixels = new byte[indices.length * all.imageSize()];
    int[] labels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      all.read(indices[i], pixels, i * all.imageSize());
      labels[i] = all.labels()[indices[i]] - first;
    }
    return new ImageSet(all.height(), all.width(), all.channels(), pixels, labels, new int[1]);
  }
}
