package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.codegen.program.Call;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceFolder;
import cnnc.runtime.net.CompiledNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;

/** What each launch of a training step takes on one thread, and how near the peak that is. */
final class Kernels {
  private static final int STEPS = 40;

  private Kernels() {}

  static void run(float[] input, int[] labels, Path cnn) throws IOException {
    double peak = MultiplyAdds.peak();
    System.out.printf(
        Locale.ROOT, "%nfma-peak: %.0f GFLOP/s on one thread, %d lanes%n", peak, MultiplyAdds.LANES);
    String text = Files.readString(cnn);
    run(input, labels, text, false, peak);
    // The first recipe of the file, which the others extend.
    run(input, labels, text.replace("recipe adam3k {", "recipe adam3k { exact = true;"), true, peak);
  }

  private static void run(
      float[] input, int[] labels, String text, boolean exact, double peak) {
    Compiler compiler = new Compiler(new Diagnostics());
    Model model = compiler.frontEnd().models(new SourceFile("cifar10.cnn", text)).get(0);
    List<Call> calls =
        compiler
            .program(model, Phase.TRAIN, labels.length, Target.CPU, exact)
            .orElseThrow()
            .calls();
    List<List<Double>> micros = new ArrayList<>();
    calls.forEach(c -> micros.add(new ArrayList<>()));
    try (CnncStep step = new CnncStep(network(compiler, model), 1, exact, input, labels)) {
      for (int i = 0; i < STEPS; i++) {
        step.run();
      }
      AtomicLongArray nanos = new AtomicLongArray(calls.size());
      step.program().time(nanos);
      for (int i = 0; i < STEPS; i++) {
        step.run();
        for (int launch = 0; launch < calls.size(); launch++) {
          micros.get(launch).add(nanos.getAndSet(launch, 0) / 1e3);
        }
      }
    }
    System.out.printf(
        "kernels of a step of %d, one thread, %d steps%s%n", labels.length, STEPS,
        exact ? ", exact = true: the convolutions" : "");
    for (int i = 0; i < calls.size(); i++) {
      if (exact && !(calls.get(i).name().startsWith("conv") && calls.get(i).kernel().macs() > 0)) {
        continue;
      }
      double median = SideBySide.median(micros.get(i));
      double flops = 2.0 * calls.get(i).kernel().macs() * labels.length;
      String rate =
          flops == 0
              ? ""
              : String.format(
                  Locale.ROOT, "%7.0f GFLOP/s  %4.0f %% of peak", flops / median / 1e3,
                  flops / median / 1e1 / peak);
      System.out.printf(Locale.ROOT, "%-34s %9.0f us %s%n", calls.get(i).name(), median, rate);
    }
  }

  /** A network of the generated class, compiled here. */
  /** What a file says, with what it imports from its folder; the first of its networks. */
  static Model model(Compiler compiler, Path file) throws IOException {
    SourceFolder folder = new SourceFolder(file.toAbsolutePath().getParent());
    SourceFile source =
        folder.add(new SourceFile(file.getFileName().toString(), Files.readString(file)), file);
    return compiler.frontEnd().models(source, folder, List.of()).get(0);
  }

  static CompiledNetwork network(Compiler compiler, Model model) {
    String name = "cnnc.benchmarks.generated." + model.network().name();
    Class<?> type =
        InMemoryCompiler.load(
            compiler.compile(model, "cnnc.benchmarks.generated", Set.of()).java(), List.of(), name,
            Kernels.class.getClassLoader());
    try {
      return (CompiledNetwork) type.getMethod("create", long.class).invoke(null, 1L);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
