package cnnc.cli;

import cnnc.cli.terminal.Notes;
import cnnc.codegen.Compiler;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tuning;
import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.Printable;
import cnnc.dsl.source.SourceFile;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Lanes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cnnc tune FILE}. */
@Command(
    name = "tune",
    description = {
      "Measures on this machine which algorithms and register tiles compute the nets of a file",
      "fastest, and writes the choices beside it, which the compiler follows: NET.tune for NET.cnn."
    },
    mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {
  private static final int[] ROWS = {12, 8, 6, 4};
  private static final int[] OUTPUTS = {0, 2, 4};
  private static final int ROUNDS = 3;
  /** A choice stands in the file when it saves this much: less is noise. */
  private static final double WORTH = 0.97;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A .cnn file.")
  private Path file;

  @Mixin private ReadOptions reading;

  @Option(names = "--threads", paramLabel = "N", description = "As many as there are by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seconds", paramLabel = "S", defaultValue = "0.4",
      description = "For each program, variant and round; ${DEFAULT-VALUE} by default.")
  private double seconds;

  @Override
  public Integer call() {
    if (threads < 1 || threads > TrainCommand.MOST_THREADS || !(seconds > 0 && seconds <= 60)) {
      throw new ParameterException(
          spec.commandLine(), "--threads must be 1 to " + TrainCommand.MOST_THREADS
              + " and --seconds above 0, at most 60");
    }
    if (Lanes.best() == 1) {
      throw new Fault(
          "CNN0721", "plain loops have no register tiles: tuning needs vector code, that is java"
              + " --add-modules jdk.incubator.vector and a machine with fused multiply-add");
    }
    NetworkFile network = NetworkFile.untuned(file, reading);
    Outputs.checkApart(tuningFile(), file);
    if (!Files.isWritable(tuningFile().toAbsolutePath().getParent())) {
      throw new Fault("CNN0707", "cannot write " + tuningFile() + ": no permission");
    }
    List<String> lines = new ArrayList<>();
    for (Model model : network.models()) {
      lines.addAll(tune(network, model));
    }
    write(lines);
    return 0;
  }

  /** The programs of a model that follow choices. */
  private static List<Key> keys(Model model) {
    List<Key> keys = new ArrayList<>();
    model.recipes().stream()
        .filter(r -> !r.exact())
        .map(r -> new Key(Phase.TRAIN, r.batch()))
        .distinct()
        .forEach(keys::add);
    if (!model.evaluation().exact()) {
      for (int batch : new TreeSet<>(List.of(1, model.evaluation().batch()))) {
        keys.add(new Key(Phase.EVAL, batch));
      }
    }
    return keys;
  }

  private record Key(Phase phase, int batch) {
    @Override
    public String toString() {
      return phase.name().toLowerCase(Locale.ROOT) + " " + batch;
    }
  }

  /** A choice and what a node takes with it. */
  private record Timed(Choice choice, double micros) {}

  private List<String> tune(NetworkFile source, Model model) {
    List<Key> keys = keys(model);
    List<Tuning> variants = new ArrayList<>(List.of(Tuning.NONE));
    for (int outputs : OUTPUTS) {
      for (int rows : ROWS) {
        variants.add(every(new Choice(outputs, rows, Lanes.best())));
      }
    }
    List<String> lines = new ArrayList<>();
    try (Bench bench = new Bench(source, model, keys, variants)) {
      bench.run("measuring " + model.network().name());
      for (Key key : keys) {
        lines.addAll(choose(model.network().name(), key, bench.of(key)));
      }
    }
    Tuning chosen =
        TuningFile.read(
            new SourceFile(file.toString(), String.join("\n", lines)), new Diagnostics());
    try (Bench bench = new Bench(source, model, keys, List.of(Tuning.NONE, chosen))) {
      bench.run("checking " + model.network().name());
      for (Key key : keys) {
        List<TimedNodes> both = bench.of(key);
        System.out.printf(
            Locale.ROOT, "%s %s: %.3f ms, %.3f ms with these choices%n", model.network().name(),
            key, both.get(0).median() / 1e3, both.get(1).median() / 1e3);
        // Of many candidates the luckiest wins: what is no faster the second time was luck.
        both.get(1).choices().forEach(
            (node, choice) -> {
              if (both.get(1).median(node) >= both.get(0).median(node)) {
                lines.remove(
                    TuningFile.line(
                        model.network().name(), key.phase(), key.batch(), node, choice));
              }
            });
      }
    }
    return lines;
  }

  private static Program plan(NetworkFile source, Model model, Key key, Tuning tuning) {
    return source.compiler()
        .tuned(tuning)
        .program(model, key.phase(), key.batch(), Target.CPU, false)
        .orElseThrow();
  }

  /** The nodes of a program that follow choices: all of them can be computed directly. */
  private static Set<String> tunable(NetworkFile source, Model model, Key key) {
    Tuning direct = every(new Choice(0, 1, Lanes.best()));
    return plan(source, model, key, direct).calls().stream()
        .filter(c -> c.choice().isPresent())
        .map(Call::name)
        .collect(Collectors.toSet());
  }

  private static Tuning every(Choice choice) {
    return (net, phase, batch, node) -> Optional.of(choice);
  }

  /** The best choice of each node that is worth a line. */
  private static List<String> choose(String net, Key key, List<TimedNodes> variants) {
    Map<String, Timed> best = new LinkedHashMap<>();
    for (TimedNodes variant : variants.subList(1, variants.size())) {
      variant.choices().forEach(
          (node, choice) -> best.merge(
              node, new Timed(choice, variant.median(node)),
              (a, b) -> a.micros() <= b.micros() ? a : b));
    }
    List<String> lines = new ArrayList<>();
    best.forEach(
        (node, timed) -> {
          double before = variants.get(0).median(node);
          if (timed.micros() < before * WORTH) {
            lines.add(TuningFile.line(net, key.phase(), key.batch(), node, timed.choice()));
            System.out.printf(
                Locale.ROOT, "%-60s %9.3f ms, was %9.3f ms%n", lines.get(lines.size() - 1),
                timed.micros() / 1e3, before / 1e3);
          }
        });
    return lines;
  }

  private Path tuningFile() {
    return NetworkFile.choicesBeside(file);
  }

  private void write(List<String> lines) {
    Path target = tuningFile();
    StringBuilder text =
        new StringBuilder(
            "# Measured by cnnc tune " + Compiler.version() + " with " + threads + " threads of "
                + Lanes.best() + " lanes, Java " + System.getProperty("java.version") + ".\n"
                + "# What is not listed is best as the compiler chooses it.\n");
    lines.forEach(line -> text.append(line).append('\n'));
    try {
      WholeFile.write(target, text.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + target + ": " + Reasons.of(fault));
    }
    System.out.println(
        Printable.line("wrote " + target + ": " + lines.size() + " choices"));
  }

  /** The programs of a model in some variants, at work in turns. */
  private final class Bench implements AutoCloseable {
    private final List<CompiledNetwork> networks = new ArrayList<>();
    private final Map<Key, List<TimedNodes>> timed = new LinkedHashMap<>();

    Bench(NetworkFile source, Model model, List<Key> keys, List<Tuning> variants) {
      Map<Key, Set<String>> tunable = new HashMap<>();
      keys.forEach(key -> tunable.put(key, tunable(source, model, key)));
      for (Tuning variant : variants) {
        source.compiler().tuned(variant);
        CompiledNetwork network =
            new CompiledModel(source, model, Set.of()).create(1);
        network.useThreads(threads);
        networks.add(network);
        for (Key key : keys) {
          Program plan = plan(source, model, key, variant);
          timed
              .computeIfAbsent(key, k -> new ArrayList<>())
              .add(new TimedNodes(network, plan, tunable.get(key)));
        }
      }
    }

    /** Warms everything up, then measures in rounds, so that all meet the same moods of the machine. */
    void run(String what) {
      int programs = timed.values().stream().mapToInt(List::size).sum();
      // Warming up takes at least four slices of half the time.
      long least = Math.round(programs * seconds * (ROUNDS + 2));
      Notes.print(
          "%s: %d programs, which takes %d s or more", what, programs, Math.max(1, least));
      timed.values().forEach(variants -> variants.forEach(v -> v.warmUp(seconds)));
      for (int round = 0; round < ROUNDS; round++) {
        timed.values().forEach(variants -> variants.forEach(v -> v.run(seconds)));
      }
    }

    List<TimedNodes> of(Key key) {
      return timed.get(key);
    }

    @Override
    public void close() {
      networks.forEach(CompiledNetwork::close);
    }
  }
}
