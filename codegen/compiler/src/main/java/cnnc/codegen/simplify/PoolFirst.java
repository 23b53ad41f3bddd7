package cnnc.codegen.simplify;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * x -> bias -> relu -> max-pool becomes x -> max-pool -> bias -> relu. Adding one number and ReLU
 * keep the order of values, rounding included, so the result is the same to the bit; what follows
 * the pool is smaller by its stride squared, forward and backward.
 */
final class PoolFirst {
  private PoolFirst() {}

  static Graph apply(Graph graph) {
    List<Node> nodes = new ArrayList<>(graph.nodes());
    boolean moved = true;
    while (moved) {
      moved = false;
      for (int i = 1; i < nodes.size() && !moved; i++) {
        moved = swap(graph, nodes, i);
      }
    }
    return retype(graph, nodes);
  }

  /** Swaps the pool at {@code i} with the node that feeds it, where that is allowed. */
  private static boolean swap(Graph graph, List<Node> nodes, int i) {
    Node pool = nodes.get(i);
    if (!(pool.op() instanceof Op.MaxPool p)) {
      return false;
    }
    int between = pool.inputs().get(0);
    Node before = nodes.stream().filter(n -> n.outputs().contains(between)).findFirst().orElse(null);
    boolean keepsOrder =
        before != null && (before.op() instanceof Op.AddBias || before.op() instanceof Op.Relu);
    if (!keepsOrder || graph.readers(between) != 1 || graph.logits() == between) {
      return false;
    }
    int pixels = p.geometry().outPixels();
    int channels = p.geometry().channels();
    Op smaller =
        before.op() instanceof Op.AddBias
            ? new Op.AddBias(pixels, channels)
            : new Op.Relu(pixels * channels);
    List<Integer> rest = before.inputs().subList(1, before.inputs().size());
    List<Integer> inputs = new ArrayList<>(List.of(between));
    inputs.addAll(rest);
    nodes.set(
        nodes.indexOf(before),
        pool.with(pool.name(), p, List.of(before.inputs().get(0)), List.of(between)));
    nodes.set(i, before.with(before.name(), smaller, inputs, pool.outputs()));
    return true;
  }

  /** The values between are smaller now, and carry the names of the nodes that make them. */
  private static Graph retype(Graph graph, List<Node> nodes) {
    List<Value> values = new ArrayList<>(graph.values());
    for (Node n : nodes) {
      int size = size(n.op());
      for (int out : n.outputs()) {
        Value v = values.get(out);
        values.set(
            out,
            new Value(
                out, n.name(), v.kind(), size < 0 ? v.size() : size, v.parameter()));
      }
    }
    return new Graph(graph.name(), values, nodes, graph.logits(), graph.losses());
  }

  private static int size(Op op) {
    if (op instanceof Op.MaxPool p) {
      return p.geometry().outPixels() * p.geometry().channels();
    }
    if (op instanceof Op.AddBias b) {
      return b.pixels() * b.channels();
    }
    return op instanceof Op.Relu r ? r.size() : -1;
  }
}
