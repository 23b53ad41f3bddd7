package cnnc.codegen.kernel;

import cnnc.codegen.graph.Value;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A graph's ops as kernels of a target, in an order in which every value is written before it is read.
 *
 * @param values by id: those of the graph, and what kernels need beside them
 * @param forward how many nodes come before the loss is known, all where there is none
 * @param outputs values that are given back: the logits, and behind them others
 * @param losses the images' losses, or -1
 */
public record KernelGraph(
    String name, List<Value> values, List<KernelNode> nodes, int forward, List<Integer> outputs,
    int losses) {
  public KernelGraph {
    values = List.copyOf(values);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
  }

  /** Stable text, one kernel a line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("kernels " + name + "\n");
    for (KernelNode n : nodes) {
      text.append("  ").append(n.name()).append(": ").append(names(n.inputs())).append(" -> ")
          .append(names(n.outputs()))
          .append(n.scratch().isEmpty() ? "" : " using " + names(n.scratch())).append("  ")
          .append(n.kernel()).append(' ').append(n.partition()).append('\n');
    }
    return text.toString();
  }

  private String names(List<Integer> ids) {
    return ids.stream().map(id -> values.get(id).name()).collect(Collectors.joining(", "));
  }
}
