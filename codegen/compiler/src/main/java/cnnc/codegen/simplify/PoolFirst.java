package cnnc.codegen.simplify;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Type;
import cnnc.codegen.graph.Value;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Monotone;
import cnnc.dsl.table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * x -> bias -> relu -> max-pool becomes x -> max-pool -> bias -> relu. What keeps the order of a
 * channel's values, rounding included, gives the same result to the bit; what follows the pool is
 * smaller by its stride squared, forward and backward.
 */
final class PoolFirst {
  private static final Kind<Op.MaxPool> POOL = Kind.of(Op.MaxPool.class);
  private static final Kind<Op.Pointwise> POINTWISE = Kind.of(Op.Pointwise.class);

  private final Graph graph;
  private final List<Node> nodes;
  private final List<Value> values;

  private PoolFirst(Graph graph) {
    this.graph = graph;
    this.nodes = new ArrayList<>(graph.nodes());
    this.values = new ArrayList<>(graph.values());
  }

  static Graph apply(Graph graph) {
    return new PoolFirst(graph).graph();
  }

  private Graph graph() {
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int i = 1; i < nodes.size() && !moved; i++) {
        Node pool = nodes.get(i);
        Optional<Op.MaxPool> op = POOL.of(pool.op());
        moved = op.isPresent() && swap(pool, op.get());
      }
    }
    return new Graph(graph.name(), values, nodes, graph.outputs(), graph.losses());
  }

  /** Swaps a pool with the node that feeds it, where that is allowed. */
  private boolean swap(Node pool, Op.MaxPool p) {
    int between = pool.inputs().get(0);
    Optional<Node> feeder = nodes.stream().filter(n -> n.outputs().contains(between)).findFirst();
    if (feeder.flatMap(f -> POINTWISE.of(f.op())).filter(o -> keepsOrder(o.result())).isEmpty()
        || graph.readers(between) != 1
        || graph.result(between)) {
      return false;
    }
    Node before = feeder.get();
    List<Integer> inputs = new ArrayList<>(before.inputs());
    int x = inputs.set(element(before), between);
    Type smaller = values.get(pool.outputs().get(0)).type();
    // Each value carries the name of the node that makes it.
    values.set(between, values.get(between).with(pool.name(), smaller));
    int out = pool.outputs().get(0);
    values.set(out, values.get(out).with(before.name(), smaller));
    Formula formula = before.op().formula().orElseThrow();
    nodes.set(nodes.indexOf(before), pool.with(pool.name(), p, List.of(x), List.of(between)));
    nodes.set(
        nodes.indexOf(pool),
        before.with(
            before.name(), new Op.Pointwise(Frame.of(smaller), false, formula), inputs,
            pool.outputs()));
    return true;
  }

  private static boolean keepsOrder(Formula f) {
    List<Integer> elements = elements(f);
    return f.sums().isEmpty()
        && f.outputs().size() == 1
        && elements.size() == 1
        && f.reads().stream().noneMatch(r -> r.access().image() && !r.access().pixel())
        && Monotone.in(f.outputs().get(0), elements.get(0));
  }

  /** Places of the operands that differ from pixel to pixel. */
  private static List<Integer> elements(Formula f) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < f.reads().size(); i++) {
      if (!f.reads().get(i).access().equals(Access.CHANNEL)) {
        places.add(i);
      }
    }
    return places;
  }

  /** The input of a node that is read element by element. */
  private static int element(Node n) {
    Formula f = n.op().formula().orElseThrow();
    return f.reads().get(elements(f).get(0)).input();
  }
}
