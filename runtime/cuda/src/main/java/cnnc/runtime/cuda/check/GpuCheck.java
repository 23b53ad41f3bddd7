package cnnc.runtime.cuda.check;

import cnnc.runtime.cuda.net.CudaCheck;
import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.cuda.net.Difference;
import cnnc.runtime.cuda.net.StepsCheck;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Spec;
import cnnc.runtime.train.Recipe;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Runs every kernel of a compiled network and whole steps on the GPU, holds them against the CPU,
 * and tells their times. Needs no compiler: {@code java cnnc.runtime.cuda.check.GpuCheck CLASS}.
 */
public final class GpuCheck {
  private static final int IMAGES = 1024;

  private final GeneratedNetwork type;
  private final PrintStream out;
  private boolean good = true;

  private GpuCheck(GeneratedNetwork type, PrintStream out) {
    this.type = type;
    this.out = out;
  }

  /** {@code CLASS [RECIPE]}: exit code 0 when all agrees, 1 when not or when there is no GPU. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: GpuCheck CLASS [RECIPE]");
      System.exit(2);
    }
    try {
      Class<?> type = GeneratedNetwork.find(args[0]);
      System.exit(run(type, args.length > 1 ? args[1] : null, out) ? 0 : 1);
    } catch (Fault fault) {
      System.err.println(fault);
      System.exit(1);
    }
  }

  /**
   * Checks and prints.
   *
   * @param type the generated class of a network
   * @param recipe the recipe to check by; null for the first
   * @return whether all agree
   * @throws Fault when there is no GPU
   */
  public static boolean run(Class<?> type, String recipe, PrintStream out) {
    GpuCheck check = new GpuCheck(new GeneratedNetwork(type), out);
    check.all(recipe);
    return check.good;
  }

  private void all(String recipeName) {
    Recipe recipe = type.recipe(recipeName);
    try (CudaNetwork device = type.open();
        CompiledNetwork network = type.create(recipe.seed())) {
      Spec spec = network.spec();
      ImageSet images = images(spec);
      out.println(device.name());
      for (boolean library : new boolean[] {true, false}) {
        for (boolean tf32 : new boolean[] {false, true}) {
          CudaCheck.Report report =
              CudaCheck.run(
                  network, device, recipe, images, new CudaCheck.Mode(tf32, library, true, true));
          print(report, recipe, tf32, library);
        }
      }
    }
    for (boolean tf32 : new boolean[] {false, true}) {
      steps(recipe, tf32);
    }
    out.println(good ? "all agree" : "NOT ALL AGREE");
  }

  private void print(CudaCheck.Report report, Recipe recipe, boolean tf32, boolean library) {
    out.printf(
        "%n%s, batch %d, %s, convolutions by %s%n", type.name(), recipe.batch(),
        tf32 ? "tf32" : "fp32", library ? "cuDNN where it is faster" : "generated kernels");
    out.printf(
        "%-34s %8s %8s %8s %8s %9s%n", "launch", "error", "allowed", "scale", "allowed", "us");
    for (CudaCheck.Row row : report.rows()) {
      good &= row.good();
      out.printf(
          Locale.ROOT, "%-34s %8s %8.0e %8s %8.0e %9s%s%s%n", row.name(),
          number("%.1e", row.difference().map(Difference::norm)), row.limit().norm(),
          number("%.1e", row.difference().map(Difference::scale)), row.limit().scale(),
          number("%.1f", Optional.of(row.microseconds())), row.library() ? "  cuDNN" : "",
          row.good() ? "" : "  DIFFERS");
    }
    good &= report.goodLoss();
    out.printf(
        Locale.ROOT, "loss %.6f, on the CPU %.6f%s%n", report.loss(), report.cpuLoss(),
        report.goodLoss() ? "" : "  DIFFERS");
    out.printf(
        Locale.ROOT, "%d launches, %d nodes in the graph of a step, %.1f us per step of a graph%n",
        report.rows().size(), report.nodes(), report.stepMicroseconds());
  }

  private static String number(String format, Optional<Double> value) {
    return value
        .filter(v -> !v.isNaN())
        .map(v -> String.format(Locale.ROOT, format, v))
        .orElse("-");
  }

  /** A few whole steps against the CPU. */
  private void steps(Recipe recipe, boolean tf32) {
    try (CompiledNetwork cpu = type.create(recipe.seed());
        CompiledNetwork gpu = type.create(recipe.seed())) {
      gpu.use(type.open().withTf32(tf32));
      StepsCheck.Report report = StepsCheck.run(cpu, gpu, recipe, images(cpu.spec()), tf32);
      good &= report.good();
      out.printf(
          Locale.ROOT,
          "%n%s: in %d steps losses differ by up to %.1e, and the weights by %.1e of their way%s%n",
          tf32 ? "tf32" : "fp32", StepsCheck.STEPS, report.loss(), report.way(),
          report.good() ? "" : "  DIFFERS");
    }
  }

  /** Random images with light and dark ones among them. */
  private static ImageSet images(Spec spec) {
    Random random = new Random(1);
    byte[] pixels = new byte[IMAGES * spec.imageSize()];
    int[] labels = new int[IMAGES];
    for (int n = 0; n < IMAGES; n++) {
      int base = random.nextInt(180);
      labels[n] = random.nextInt(spec.classes().size());
      for (int i = 0; i < spec.imageSize(); i++) {
        pixels[n * spec.imageSize() + i] = (byte) (base + random.nextInt(76));
      }
    }
    return new ImageSet(
        spec.height(), spec.width(), spec.channels(), pixels, labels, new int[1]);
  }
}
