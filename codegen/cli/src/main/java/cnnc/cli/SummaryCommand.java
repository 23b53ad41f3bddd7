package cnnc.cli;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
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
    Network network = net.model(net.read()).network();
    if (format == Format.JSON) {
      json(network);
    } else {
      text(network);
    }
    return 0;
  }

  private static void json(Network network) throws IOException {
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
      json.writeEndObject();
    }
    System.out.println();
  }

  private static void text(Network network) {
    int width = network.layers().stream().mapToInt(l -> l.name().length()).max().orElse(5);
    String row = "%-" + Math.max(5, width) + "s  %-6s %-12s %,12d %,14d%n";
    System.out.printf(
        Locale.ROOT, row.replace("%,12d %,14d", "%12s %14s"), "layer", "op", "output",
        "parameters", "multiply-adds");
    for (Layer l : network.layers()) {
      System.out.printf(
          Locale.ROOT, row, l.name(), l.op().word(), l.output(), l.parameterCount(), l.macs());
    }
    System.out.printf(
        Locale.ROOT, row, network.name(), "", "", network.parameterCount(), network.macs());
  }
}
