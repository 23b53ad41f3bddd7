package cnnc.codegen;

import cnnc.codegen.graph.Target;
import cnnc.codegen.host.Cubins;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.codegen.program.Tuning;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.RichRenderer;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Update;
import cnnc.runtime.train.Recipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Networks for tests: from text to models, and to loaded classes. */
final class Nets {
  static final Path CIFAR10 =
      Path.of("../../examples/cifar10/src/main/cnn/com/example/cifar/cifar10.cnn");

  static final String TERSE =
      """
      net Tiny {
        input image : f32 24x24x3;
        label y : class(10);
        conv(5,64) relu pool(3,2) lrn(4) conv(5,64) relu lrn(4) pool(3,2)
        dense(384) relu dense(192) relu dense(10)
      }
      """;

  private Nets() {}

  static String cifar10() {
    try {
      return Files.readString(CIFAR10);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  static Model model(String text) {
    Diagnostics diagnostics = new Diagnostics();
    List<Model> models = new Compiler(diagnostics).frontEnd().models(new SourceFile("test.cnn", text));
    if (diagnostics.hasErrors()) {
      throw new AssertionError(errors(diagnostics));
    }
    return models.get(0);
  }

  static String errors(Diagnostics diagnostics) {
    RichRenderer renderer = new RichRenderer(false);
    return diagnostics.all().stream().map(renderer::render).reduce("", (a, b) -> a + b);
  }

  /** The numbers of Adam's next step, without the corrections of first ones. */
  static void adam(CompiledNetwork net, Update update, double rate, double beta2) {
    net.spec().rule("adam").scalars()
        .compute(rate, new double[] {0.9, beta2, 1e-8}, new double[3], update.scalars);
  }

  /** A chain between an input and a label of classes, with a recipe of this batch. */
  static String chain(String input, int classes, int batch, String layers) {
    return """
        net Chain {
          input image : f32 %s;
          label y : class(%d);
          %s
        }
        recipe r { batch = %d; steps = 1; optimizer = sgd(lr = 0.1); }
        eval { batch = %d; }
        """
        .formatted(input, classes, layers, batch, batch);
  }

  /** A compiled class, from which networks of any lane width can be made. */
  static final class Compiled {
    private final Class<?> type;

    Compiled(Model model, boolean poison) {
      this(model, poison, Set.of());
    }

    Compiled(Model model, boolean poison, Set<Target> targets) {
      this(model, poison, targets, Tuning.NONE);
    }

    /** With kernels for the fake driver, which are made of another text than the class's own. */
    Compiled(Model model, UnaryOperator<String> edit) {
      this(model, false, Set.of(Target.CUDA), Tuning.NONE, edit);
    }

    Compiled(Model model, boolean poison, Set<Target> targets, Tuning tuning) {
      this(model, poison, targets, tuning, UnaryOperator.identity());
    }

    private Compiled(
        Model model, boolean poison, Set<Target> targets, Tuning tuning,
        UnaryOperator<String> edit) {
      Diagnostics diagnostics = new Diagnostics();
      Compiler compiler = new Compiler(diagnostics).tuned(tuning);
      if (poison) {
        compiler.poisoning();
      }
      Compiler.Output output = compiler.compile(model, "generated", targets);
      if (diagnostics.hasErrors()) {
        throw new AssertionError(errors(diagnostics));
      }
      type =
          InMemoryCompiler.load(
              output.java(), output.cuda(), "generated." + model.network().name(),
              new Cubins(output.cuda(), edit, Nets.class.getClassLoader()));
    }

    /** A network of this many lanes; 1 runs the plain loops. */
    CompiledNetwork create(int lanes, int threads) {
      System.setProperty("cnnc.lanes", String.valueOf(lanes));
      try {
        CompiledNetwork network =
            (CompiledNetwork) type.getMethod("create", long.class).invoke(null, 7L);
        network.useThreads(threads);
        return network;
      } catch (ReflectiveOperationException impossible) {
        throw new AssertionError(impossible);
      } finally {
        System.clearProperty("cnnc.lanes");
      }
    }

    /** The network's programs on this device. */
    CudaNetwork on(Gpu gpu) {
      try {
        return (CudaNetwork)
            Class.forName(type.getName() + "Cuda", true, type.getClassLoader())
                .getConstructor(Gpu.class)
                .newInstance(gpu);
      } catch (ReflectiveOperationException impossible) {
        throw new AssertionError(impossible);
      }
    }

    @SuppressWarnings("unchecked")
    List<Recipe> recipes() {
      try {
        return (List<Recipe>) type.getField("RECIPES").get(null);
      } catch (ReflectiveOperationException impossible) {
        throw new AssertionError(impossible);
      }
    }

    CompiledNetwork load(Path weights) {
      try {
        return (CompiledNetwork) type.getMethod("load", Path.class).invoke(null, weights);
      } catch (ReflectiveOperationException impossible) {
        throw new AssertionError(impossible);
      }
    }

    Class<?> type() {
      return type;
    }
  }

  /** A tuning that makes one choice for every node. */
  static Tuning every(Choice choice) {
    return (net, phase, batch, node) -> Optional.of(choice);
  }

  static float[] inputs(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static int[] labels(int count, int classes, long seed) {
    return new Random(seed).ints(count, 0, classes).toArray();
  }

  /** Images of random bytes, smooth enough to have means. */
  static ImageSet images(int height, int width, int channels, int count, int classes, long seed) {
    Random random = new Random(seed);
    byte[] pixels = new byte[count * height * width * channels];
    for (int i = 0; i < pixels.length; i++) {
      int base = 40 + 20 * (i / (height * width * channels) % 8);
      pixels[i] = (byte) (base + random.nextInt(60));
    }
    return new ImageSet(
        height, width, channels, pixels, labels(count, classes, seed), new int[1]);
  }
}
