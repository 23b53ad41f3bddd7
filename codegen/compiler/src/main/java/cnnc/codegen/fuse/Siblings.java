package cnnc.codegen.fuse;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dense layer's bias gradient is one more row of its weight gradient: 1 stands for the input. */
final class Siblings {
  private Siblings() {}

  static Graph join(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    for (Node weights : graph.nodes()) {
      if (weights.op() instanceof Op.DenseWeightGradient d) {
        biasGradient(nodes, weights.inputs().get(1))
            .ifPresent(
                bias -> {
                  nodes.set(nodes.indexOf(weights), joined(weights, d, bias));
                  nodes.remove(bias);
                });
      }
    }
    return graph.with(nodes);
  }

  private static Node joined(Node weights, Op.DenseWeightGradient d, Node bias) {
    return weights.with(
        weights.name(), new Op.DenseWeightGradient(d.in(), d.out(), true), weights.inputs(),
        Joining.concat(weights.outputs(), bias.outputs()));
  }

  private static Optional<Node> biasGradient(List<Node> nodes, int dy) {
    return nodes.stream()
        .filter(n -> n.op() instanceof Op.BiasGradient b && !b.relu() && b.pixels() == 1)
        .filter(n -> n.inputs().get(0) == dy)
        .findFirst();
  }
}
