package cnnc.benchmarks;

import cnnc.codegen.Compiler;
import cnnc.codegen.load.InMemoryCompiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.net.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** From the text of a network to its loaded class, as {@code cnnc train} does it. */
final class CompileTime {
  private static final int ROUNDS = 15;

  private CompileTime() {}

  static void run(Path cnn) {
    List<Double> all = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      try {
        long start = System.nanoTime();
        Compiler compiler = new Compiler(new Diagnostics()).lanes(Lanes.best());
        Model model =
            compiler.frontEnd().models(new SourceFile("cifar10.cnn", Files.readString(cnn))).get(0);
        Compiler.Output output = compiler.compile(model, "timed", Set.of());
        long compiled = System.nanoTime();
        Class<?> type =
            InMemoryCompiler.load(
                output.java(), output.cuda(), "timed.Cifar10",
                CompileTime.class.getClassLoader());
        type.getMethod("create", long.class).invoke(null, 1L);
        all.add((System.nanoTime() - start) / 1e6);
        ours.add((compiled - start) / 1e6);
      } catch (IOException | ReflectiveOperationException fault) {
        throw new IllegalStateException(fault);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%ncompile: .cnn text to a network %.0f ms, of which cnnc %.0f ms and javac the rest;"
            + " the first time %.0f ms; median of the last %d of %d%n",
        SideBySide.median(all.subList(5, ROUNDS)), SideBySide.median(ours.subList(5, ROUNDS)),
        all.get(0), ROUNDS - 5, ROUNDS);
  }
}
