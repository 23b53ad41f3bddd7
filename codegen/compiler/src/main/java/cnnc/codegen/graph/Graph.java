package cnnc.codegen.graph;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Nodes in an order in which every value is written before it is read.
 *
 * @param values by id
 * @param outputs values that are given back or judged; the first are the logits
 * @param losses by image the loss of each term, or -1 in an inference graph
 */
public record Graph(
    String name, List<Value> values, List<Node> nodes, List<Integer> outputs, int losses) {
  public Graph {
    values = List.copyOf(values);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  /** What predictions are made of. */
  public int logits() {
    return outputs.get(0);
  }

  public Graph with(List<Node> newNodes) {
    return new Graph(name, values, newNodes, outputs, losses);
  }

  public Value value(int id) {
    return values.get(id);
  }

  /** Whether a value is read when all nodes are done. */
  public boolean result(int value) {
    return outputs.contains(value) || value == losses;
  }

  /** How many nodes read the value. */
  public long readers(int value) {
    return nodes.stream().filter(n -> n.inputs().contains(value)).count();
  }

  /** Stable text, one node a line: the golden form. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("graph " + name + "\n");
    for (Node n : nodes) {
      text.append("  ").append(typed(n.outputs())).append(" = ").append(n.op().getClass()
          .getSimpleName()).append('(').append(names(n.inputs())).append(")  ")
          .append(n.op()).append("  // ").append(n.name())
          .append('\n');
    }
    return text.toString();
  }

  private String typed(List<Integer> ids) {
    return ids.stream()
        .map(id -> values.get(id).name() + " : " + values.get(id).type())
        .collect(Collectors.joining(", "));
  }

  private String names(List<Integer> ids) {
    return ids.stream().map(id -> values.get(id).name()).collect(Collectors.joining(", "));
  }
}
