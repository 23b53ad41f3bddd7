package cnnc.codegen.kernel;

import cnnc.codegen.graph.Value;
import java.util.List;

/**
 * A graph's ops as kernels of a target, in an order in which every value is written before it is read.
 *
 * @param values by id: those of the graph, and what kernels need beside them
 * @param forward how many nodes come before the loss is known, all where there is none
 * @param logits the value that judges
 * @param losses the images' losses, or -1
 */
public record KernelGraph(
    String name, List<Value> values, List<KernelNode> nodes, int forward, int logits, int losses) {
  public KernelGraph {
    values = List.copyOf(values);
    nodes = List.copyOf(nodes);
  }
}
