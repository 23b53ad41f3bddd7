package cnnc.cli;

import cnnc.cli.terminal.Format;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Program;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cnnc memory FILE --batch=N}. */
@Command(
    name = "memory",
    description = "Prints the memory plan of a training step and of inference.",
    mixinStandardHelpOptions = true)
final class MemoryCommand implements Callable<Integer> {
  /** Bytes of a float. */
  private static final long FLOAT = 4;

  @Spec private CommandSpec spec;

  @Mixin private NetArguments net;

  @Option(names = "--batch", paramLabel = "N", required = true, description = "Images at once.")
  private int batch;

  @Option(
      names = "--target", paramLabel = "cpu|cuda", defaultValue = "cpu",
      description = "Whose programs; the CPU's by default.")
  private Target target;

  @Option(names = "--exact", description = "As recipes with exact = true train.")
  private boolean exact;

  @Option(names = "--format", description = "text or json.", defaultValue = "text")
  private Format format;

  @Override
  public Integer call() throws IOException {
    if (batch < 1) {
      throw new ParameterException(
          spec.commandLine(), "--batch must be at least 1, not " + batch);
    }
    NetworkFile network = net.read();
    List<Program> programs = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      network.compiler().program(net.model(network), phase, batch, target, exact)
          .ifPresent(programs::add);
    }
    network.print();
    if (format == Format.JSON) {
      json(programs);
    } else {
      text(programs);
    }
    return 0;
  }

  private static void json(List<Program> programs) throws IOException {
    try (JsonGenerator json = Format.generator()) {
      json.writeStartArray();
      for (Program p : programs) {
        json.writeStartObject();
        json.writeStringField("phase", phase(p));
        json.writeNumberField("tensors", p.arenaBuffers().size());
        json.writeNumberField("sumBytes", sum(p));
        json.writeNumberField("lowerBoundBytes", p.lowerBound() * FLOAT);
        json.writeNumberField("arenaBytes", p.arena() * FLOAT);
        json.writeNumberField("workspaceBytesPerThread", p.workspace() * FLOAT);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    System.out.println();
  }

  private static void text(List<Program> programs) {
    System.out.println("bytes of the values that a program keeps, and of what each thread works in");
    System.out.printf("%-6s %8s %14s %14s %14s %7s %16s%n",
        "phase", "tensors", "sum", "lower bound", "arena", "ratio", "for each thread");
    for (Program p : programs) {
      System.out.printf(
          Locale.ROOT, "%-6s %,8d %,14d %,14d %,14d %7.3f %,16d%n",
          phase(p), p.arenaBuffers().size(), sum(p), p.lowerBound() * FLOAT, p.arena() * FLOAT,
          (double) p.arena() / p.lowerBound(), p.workspace() * FLOAT);
    }
  }

  private static String phase(Program p) {
    return p.phase().name().toLowerCase(Locale.ROOT);
  }

  private static long sum(Program p) {
    return p.arenaBuffers().stream().mapToLong((Buffer b) -> b.size(p.batch())).sum() * FLOAT;
  }
}
