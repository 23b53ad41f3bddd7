package cnnc.codegen.autodiff;

import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import java.util.List;

/** Gradients of ops whose results are shares of their inputs, whatever these are worth. */
final class Moves {
  private Moves() {}

  static void averagePool(Op.AveragePool p, Node n, Gradients g) {
    moved(new Op.AveragePoolGradient(p.average()), n, g);
  }

  /** The gradient of the only input. */
  private static void moved(Op gradient, Node n, Gradients g) {
    int x = n.inputs().get(0);
    if (g.wanted(x)) {
      int dy = g.of(n);
      g.node(n, ".gradient", gradient, List.of(dy), List.of(g.part(x)));
    }
  }
}
