package cnnc.codegen.simplify;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A formula that sums over each image and over all of them, as two, for a target with a kernel for each. */
final class SplitSums {
  private static final Kind<Op.Pointwise> POINTWISE = Kind.of(Op.Pointwise.class);

  private SplitSums() {}

  static Graph apply(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    for (Node n : graph.nodes()) {
      Optional<Op.Pointwise> mixed = POINTWISE.of(n.op()).filter(SplitSums::mixed);
      if (mixed.isPresent()) {
        nodes.add(part(n, mixed.get(), true));
        nodes.add(part(n, mixed.get(), false));
      } else {
        nodes.add(n);
      }
    }
    return graph.with(nodes);
  }

  private static boolean mixed(Op.Pointwise op) {
    return op.result().sums().stream().map(s -> s.access().image()).distinct().count() > 1;
  }

  /** The outputs with the sums of each image, or the sums of all. */
  private static Node part(Node n, Op.Pointwise op, boolean ofImages) {
    Formula f = op.result();
    int results = f.outputs().size();
    List<Formula.Sum> sums = new ArrayList<>();
    List<Integer> outputs = new ArrayList<>(ofImages ? n.outputs().subList(0, results) : List.of());
    for (int s = 0; s < f.sums().size(); s++) {
      if (f.sums().get(s).access().image() == ofImages) {
        sums.add(f.sums().get(s));
        outputs.add(n.outputs().get(results + s));
      }
    }
    Formula half = new Formula(f.reads(), ofImages ? f.outputs() : List.of(), sums);
    return n.with(
        ofImages ? n.name() : n.name() + ".sums", new Op.Pointwise(op.frame(), op.whole(), half),
        n.inputs(), outputs);
  }
}
