package cnnc.codegen.autodiff;

import cnnc.codegen.graph.Move;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import java.util.List;

/** Gradients of ops whose results are shares of their inputs, whatever these are worth. */
final class Moves {
  private Moves() {}

  static void averagePool(Op.AveragePool p, Node n, Gradients g) {
    moved(new Op.AveragePoolGradient(p.average()), n, g);
  }

  /** Each input's values come back from where they went to. */
  static void copy(Op.Copy c, Node n, Gradients g) {
    int dy = g.of(n);
    for (int i = 0; i < c.sizes().size(); i++) {
      int input = i;
      if (g.wanted(n.inputs().get(i))) {
        List<Move> moves =
            c.moves().stream().filter(m -> m.input() == input).map(Move::back).toList();
        g.node(
            n, ".gradient" + (c.sizes().size() == 1 ? "" : i + 1),
            new Op.Copy(List.of(c.size()), c.sizes().get(i), moves), List.of(dy),
            List.of(g.part(n.inputs().get(i))));
      }
    }
  }

  static void nearest(Op.NearestUpsample u, Node n, Gradients g) {
    moved(u.enlargement().summed(), n, g);
  }

  static void bilinear(Op.BilinearUpsample u, Node n, Gradients g) {
    moved(new Op.BilinearUpsampleGradient(u.enlargement()), n, g);
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
