package cnnc.dsl.explain;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The door: why a layer has its shape and its parameters, and what it costs. */
public final class Explanation {
  private final Network network;

  private Explanation(Network network) {
    this.network = network;
  }

  /**
   * The layers of a stage, or of one name.
   *
   * @return one line each; none when there is no such stage
   */
  public static List<String> of(Network network, String stage) {
    Explanation explanation = new Explanation(network);
    List<String> lines = new ArrayList<>();
    for (Layer l : network.layers()) {
      boolean below = l.stage().startsWith(stage + ".");
      if (l.stage().equals(stage) || l.name().equals(stage) || below) {
        lines.addAll(explanation.layer(l));
      }
    }
    return lines;
  }

  /** A picture of the network, as SVG. */
  public static String svg(Network network) {
    return Svg.of(network);
  }

  /** A picture of the network, as a Mermaid flowchart. */
  public static String mermaid(Network network) {
    return Mermaid.of(network);
  }

  private List<String> layer(Layer l) {
    List<String> lines = new ArrayList<>();
    String inputs =
        l.shapes().inputs().stream().map(Shape::toString).collect(Collectors.joining(", "));
    lines.add(l.name() + ": " + l.op().word() + " of " + inputs + " gives " + l.output());
    Formulas.of(l).forEach(f -> lines.add("  " + f));
    for (Parameter p : l.parameters()) {
      lines.add("  " + p.name() + ": " + product(p.shape(), p.size()) + shared(p));
    }
    if (l.parameters().size() > 1) {
      String sum =
          l.parameters().stream().map(p -> count(p.size())).collect(Collectors.joining(" + "));
      lines.add("  parameters: " + sum + " = " + count(l.parameterCount()));
    }
    lines.add(
        "  costs " + count(l.macs()) + " multiply-adds and " + bytes(l.output().size())
            + " of values for each image, " + bytes(l.parameterCount()) + " of parameters");
    return lines;
  }

  private String shared(Parameter parameter) {
    List<String> places =
        network.layers().stream()
            .filter(l -> l.parameters().contains(parameter))
            .map(Layer::name)
            .toList();
    return places.size() > 1 ? ", shared by " + String.join(", ", places) : "";
  }

  /** {@code 5 x 5 x 3 x 64 = 4,800}. */
  static String product(List<Integer> factors, long value) {
    return factors.size() == 1
        ? count(value)
        : factors.stream().map(Explanation::count).collect(Collectors.joining(" x "))
            + " = " + count(value);
  }

  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String bytes(long floats) {
    double bytes = 4.0 * floats;
    return bytes < 10_000 ? count((long) bytes) + " bytes"
        : bytes < 10_000_000 ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024)
            : String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20));
  }
}
