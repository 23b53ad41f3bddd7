package cnnc.codegen.fuse;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dense layer's bias gradient is one more row of its weight gradient: 1 stands for the input. */
final class BiasRows {
  private static final Kind<Op.DenseWeightGradient> WEIGHTS =
      Kind.of(Op.DenseWeightGradient.class);
  private static final Formula SUM =
      new Formula(
          Formula.reads(Access.ELEMENT), List.of(),
          List.of(new Formula.Sum(Expr.operand(0), Access.CHANNEL)));

  private BiasRows() {}

  static Graph join(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    for (Node weights : graph.nodes()) {
      Optional<Op.DenseWeightGradient> d = WEIGHTS.of(weights.op());
      Optional<Node> bias = d.flatMap(w -> biasGradient(nodes, w, weights.inputs().get(1)));
      if (bias.isPresent()) {
        nodes.set(nodes.indexOf(weights), joined(weights, d.get(), bias.get()));
        nodes.remove(bias.get());
      }
    }
    return graph.with(nodes);
  }

  private static Node joined(Node weights, Op.DenseWeightGradient d, Node bias) {
    List<Integer> outputs = new ArrayList<>(weights.outputs());
    outputs.addAll(bias.outputs());
    return weights.with(
        weights.name(), new Op.DenseWeightGradient(d.in(), d.out(), true), weights.inputs(),
        outputs);
  }

  /** The node that sums a gradient and does nothing else. */
  private static Optional<Node> biasGradient(
      List<Node> nodes, Op.DenseWeightGradient d, int dy) {
    return nodes.stream()
        .filter(n -> n.inputs().equals(List.of(dy)))
        .filter(n -> n.op().equals(new Op.Pointwise(new Frame(1, d.out()), false, SUM)))
        .findFirst();
  }
}
