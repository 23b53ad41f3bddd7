package cnnc.codegen.select;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.codegen.graph.Value;
import cnnc.codegen.kernel.KernelGraph;
import cnnc.codegen.kernel.KernelNode;
import java.util.ArrayList;
import java.util.List;

/** Grows a graph of kernels. */
final class KernelNodes {
  private final Graph graph;
  private final List<Value> values;
  private final List<KernelNode> nodes = new ArrayList<>();
  private int forward = -1;

  KernelNodes(Graph graph) {
    this.graph = graph;
    this.values = new ArrayList<>(graph.values());
  }

  /** A value that kernels need beside those of the graph, one for all images. */
  int value(String name, Role role, long size) {
    Type type = Type.f32(Math.toIntExact(size));
    values.add(
        new Value(values.size(), name, type, role, false, type.dimensions(), -1));
    return values.size() - 1;
  }

  void add(KernelNode node) {
    nodes.add(node);
  }

  /** Says that the loss is known behind the nodes so far. */
  void endForward() {
    forward = nodes.size();
  }

  KernelGraph graph() {
    boolean trains = graph.losses() >= 0;
    return new KernelGraph(
        graph.name(), values, nodes, forward < 0 ? nodes.size() : forward,
        trains ? List.of(graph.logits()) : graph.outputs(), graph.losses());
  }
}
