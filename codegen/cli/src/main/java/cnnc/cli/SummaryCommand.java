package cnnc.cli;

import cnnc.cli.terminal.Format;
import cnnc.codegen.graph.Target;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Recipe;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cnnc summary FILE}. */
@Command(
    name = "summary",
    description = "Prints the layers with their shapes, parameters and multiply-adds.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  @Mixin private NetArguments net;

  @Option(names = "--format", description = "text or json.", defaultValue = "text")
  private Format format;

  @Override
  public Integer call() throws IOException {
    NetworkFile file = net.read();
    Model model = net.model(file);
    List<Launches> launches = launches(file, model);
    if (format == Format.JSON) {
      json(model.network(), launches);
    } else {
      text(model.network(), launches);
    }
    return 0;
  }

  /** Launches of a training step. */
  private record Launches(String target, int batch, int count) {}

  /** For each batch that recipes train with and memory can hold, exactly where all of them do. */
  private static List<Launches> launches(NetworkFile file, Model model) {
    List<Launches> all = new ArrayList<>();
    for (int batch : new TreeSet<>(model.recipes().stream().map(Recipe::batch).toList())) {
      boolean exact =
          model.recipes().stream().filter(r -> r.batch() == batch).allMatch(Recipe::exact);
      for (Target target : Target.values()) {
        file.compiler()
            .launches(model, batch, target, exact)
            .ifPresent(count -> all.add(new Launches(target.toString(), batch, count)));
      }
    }
    return all;
  }

  private static void json(Network network, List<Launches> launches) throws IOException {
    try (JsonGenerator json = Format.generator()) {
      json.writeStartObject();
      json.writeStringField("network", network.name());
      json.writeNumberField("parameters", network.parameterCount());
      json.writeNumberField("macs", network.macs());
      json.writeArrayFieldStart("layers");
      for (Layer layer : network.layers()) {
        json.writeStartObject();
        json.writeStringField("name", layer.name());
        json.writeStringField("op", layer.op().word());
        json.writeArrayFieldStart("inputs");
        for (int input : layer.inputs()) {
          json.writeString(input < 0 ? "input" : network.layers().get(input).name());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("output");
        for (int size : layer.output().dimensions()) {
          json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeNumberField("parameters", layer.parameterCount());
        json.writeNumberField("macs", layer.macs());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("launchesPerStep");
      for (Launches l : launches) {
        json.writeStartObject();
        json.writeStringField("target", l.target());
        json.writeNumberField("batch", l.batch());
        json.writeNumberField("launches", l.count());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    System.out.println();
  }

  /** Of a column of the longest name, and at least so wide. */
  private static int width(int least, Network network, Function<Layer, String> name) {
    return network.layers().stream().mapToInt(l -> name.apply(l).length()).reduce(least, Math::max);
  }

  private static void text(Network network, List<Launches> launches) {
    String row =
        "%-" + width(5, network, Layer::name) + "s  %-" + width(6, network, l -> l.op().word())
            + "s %-12s %12s %,14d%s%n";
    System.out.printf(
        Locale.ROOT, row.replace("%,14d", "%14s"), "layer", "op", "output", "parameters",
        "multiply-adds", "");
    Set<String> counted = new HashSet<>();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer l = network.layers().get(i);
      boolean shared =
          !l.parameters().isEmpty()
              && !l.parameters().stream().map(p -> counted.add(p.name())).toList().contains(true);
      String parameters =
          shared ? "shared" : String.format(Locale.ROOT, "%,d", l.parameterCount());
      System.out.printf(
          Locale.ROOT, row, l.name(), l.op().word(), l.output(), parameters, l.macs(),
          reads(network, i));
    }
    System.out.printf(
        Locale.ROOT, row, network.name(), "", "",
        String.format(Locale.ROOT, "%,d", network.parameterCount()), network.macs(), "");
    for (Launches l : launches) {
      System.out.printf(
          Locale.ROOT, "a training step of %d images takes %d launches on target %s%n", l.batch(),
          l.count(), l.target());
    }
  }

  /** What a layer reads, where that is not the layer before it. */
  private static String reads(Network network, int layer) {
    List<Integer> inputs = network.layers().get(layer).inputs();
    return inputs.equals(List.of(layer - 1))
        ? ""
        : inputs.stream()
            .map(i -> i < 0 ? "the input" : network.layers().get(i).name())
            .collect(Collectors.joining(", ", "  of ", ""));
  }
}
