package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/**
 * What a network costs before it works at its speed, each in a process of its own: its Java, the time
 * from its text to loaded classes, what the JIT compiles, and the first steps of its first recipe on
 * synthetic images, or the first predictions of a network that has none.
 */
final class NetworkCost {
  private static final int STEPS = 100;
  private static final int PREDICTIONS = 5;
  private static final String PACKAGE = "timed";

  private NetworkCost() {}

  /** Files, or {@code deep} for the network of 1000 layers. */
  static void run(String... networks) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "%nnetworks: seconds, and in brackets those of the thread at work on its core; each in a"
            + " fresh process, java %s, %d threads%n%-12s %15s %15s %15s %15s %15s %6s  first and last%n",
        System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), "",
        "cnnc", "javac", "loading", "sum", "create", "KB");
    for (String network : networks) {
      OwnProcess.run(NetworkCost.class, network);
    }
  }

  /** {@code FILE|deep}. */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    boolean deep = args[0].equals("deep");
    String name = deep ? "deep" : Path.of(args[0]).getFileName().toString().replace(".cnn", "");
    Lap whole = new Lap();
    Lap lap = new Lap();
    Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
    Model model =
        deep
            ? compiler.frontEnd().models(new SourceFile("deep.cnn", DeepNetwork.text())).get(0)
            : Kernels.model(compiler, Path.of(args[0]));
    List<JavaSource> java = compiler.compile(model, PACKAGE, Set.of()).java();
    print("%-12s %s", name, lap);
    lap = new Lap();
    Class<?> type =
        InMemoryCompiler.load(
            java, List.of(), PACKAGE + "." + model.network().name(),
            NetworkCost.class.getClassLoader());
    print(" %s", lap);
    lap = new Lap();
    for (JavaSource source : java) {
      Class.forName(source.className(), true, type.getClassLoader());
    }
    print(" %s %s", lap, whole);
    long bytes = java.stream().mapToLong(s -> s.text().getBytes(StandardCharsets.UTF_8).length).sum();
    double jit = jitSeconds();
    lap = new Lap();
    try (CompiledNetwork network =
        (CompiledNetwork) type.getMethod("create", long.class).invoke(null, 1L)) {
      print(" %s %6d  ", lap, bytes / 1000);
      print("%s", work(network, (List<?>) type.getField("RECIPES").get(null)));
    }
    print("; JIT %.2f, %.2f before%n", jitSeconds() - jit, jit);
  }

  /** At once, since the next number may take its time. */
  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
    System.out.flush();
  }

  /** Seconds since it was made: those of a clock, and those that this thread had a core. */
  private static final class Lap {
    private final long clock = System.nanoTime();
    private final long core = onCore();

    private static long onCore() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%7.2f (%5.2f)", (System.nanoTime() - clock) / 1e9, (onCore() - core) / 1e9);
    }
  }

  /** By C1 and C2, on all their threads. */
  private static double jitSeconds() {
    return ManagementFactory.getCompilationMXBean().getTotalCompilationTime() / 1e3;
  }

  private static String work(CompiledNetwork network, List<?> recipes) {
    List<Double> seconds = new ArrayList<>();
    if (recipes.isEmpty()) {
      byte[] image = new byte[network.spec().imageSize()];
      new Random(2).nextBytes(image);
      for (int i = 0; i < PREDICTIONS; i++) {
        long since = System.nanoTime();
        network.predict(image);
        seconds.add((System.nanoTime() - since) / 1e9);
      }
      return line("prediction", 1, seconds);
    }
    Recipe recipe = (Recipe) recipes.get(0);
    ImageSet images = recipe.data().orElseThrow().synthetic(1).train();
    long steps = Math.min(STEPS, recipe.run(images.size()).steps(recipe.length()));
    long[] since = {System.nanoTime()};
    TrainListener listener =
        new TrainListener() {
          @Override
          public void stepped(long done, long all) {
            long now = System.nanoTime();
            seconds.add((now - since[0]) / 1e9);
            since[0] = now;
          }
        };
    new Trainer(network, recipe).steps(steps).listen(listener).run(images);
    return line("step", recipe.batch(), seconds);
  }

  private static String line(String what, int images, List<Double> seconds) {
    int last = seconds.size() - 1;
    return String.format(
        Locale.ROOT, "%s of %d: %.2f s, number %d %.3f s", what, images, seconds.get(0), last + 1,
        seconds.get(last));
  }
}
