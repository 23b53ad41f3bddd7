package cnnc.codegen.graph;

import java.util.ArrayList;
import java.util.List;

/** Grows a graph. */
public final class GraphBuilder {
  private final String name;
  private final List<Value> values;
  private final List<Node> nodes;

  public GraphBuilder(String name) {
    this(name, List.of(), List.of());
  }

  /** Goes on from a graph. */
  public GraphBuilder(Graph graph) {
    this(graph.name(), graph.values(), graph.nodes());
  }

  private GraphBuilder(String name, List<Value> values, List<Node> nodes) {
    this.name = name;
    this.values = new ArrayList<>(values);
    this.nodes = new ArrayList<>(nodes);
  }

  public int value(String valueName, Value.Kind kind, int size) {
    return value(valueName, kind, size, -1);
  }

  public int value(String valueName, Value.Kind kind, int size, int parameter) {
    values.add(new Value(values.size(), valueName, kind, size, parameter));
    return values.size() - 1;
  }

  public void node(Node node) {
    nodes.add(node);
  }

  public Graph build(int logits, int losses) {
    return new Graph(name, values, nodes, logits, losses);
  }
}
