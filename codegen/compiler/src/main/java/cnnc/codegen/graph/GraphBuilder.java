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

  /** Goes on from a graph's values, without its nodes. */
  public static GraphBuilder valuesOf(Graph graph) {
    return new GraphBuilder(graph.name(), graph.values(), List.of());
  }

  private GraphBuilder(String name, List<Value> values, List<Node> nodes) {
    this.name = name;
    this.values = new ArrayList<>(values);
    this.nodes = new ArrayList<>(nodes);
  }

  /** A value that each image has. */
  public int perImage(String valueName, Role role, Type type) {
    return value(valueName, role, true, type, -1);
  }

  /** A value of all images together. */
  public int whole(String valueName, Role role, Type type, int slot) {
    return value(valueName, role, false, type, slot);
  }

  /** A value like another, for what is made of it. */
  public int like(Value other, String valueName, Role role) {
    int id = value(valueName, role, other.perImage(), other.type(), other.slot());
    stored(id, other.stored());
    return id;
  }

  private int value(String valueName, Role role, boolean perImage, Type type, int slot) {
    values.add(
        new Value(values.size(), valueName, type, role, perImage, type.dimensions(), slot));
    return values.size() - 1;
  }

  /** Lets a value lie in memory with these dimensions. */
  public void stored(int id, List<Integer> dimensions) {
    values.set(id, values.get(id).stored(dimensions));
  }

  public void node(Node node) {
    nodes.add(node);
  }

  public Graph build(List<Integer> outputs, int losses) {
    return new Graph(name, values, nodes, outputs, losses);
  }
}
