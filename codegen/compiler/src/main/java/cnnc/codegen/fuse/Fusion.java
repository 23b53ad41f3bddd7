package cnnc.codegen.fuse;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The door: bias and ReLU join the kernel that makes their input; ReLU's gradient and the bias
 * gradient behind it become one, and join an LRN gradient in front of them.
 */
public final class Fusion {
  private final Graph graph;
  private final List<Node> nodes;

  private Fusion(Graph graph) {
    this.graph = graph;
    this.nodes = new ArrayList<>(graph.nodes());
  }

  public static Graph fuse(Graph graph) {
    return new Fusion(graph).graph();
  }

  private Graph graph() {
    for (int i = 0; i < nodes.size(); i++) {
      while (joinAny(i)) {
        // The joined node may take in the next one too.
      }
    }
    return graph.with(nodes);
  }

  /** Joins node {@code i} with the first later node that it can take in. */
  private boolean joinAny(int i) {
    int y = nodes.get(i).outputs().get(0);
    for (int j = i + 1; j < nodes.size(); j++) {
      if (nodes.get(j).inputs().get(0) == y) {
        Optional<Node> joined = joined(nodes.get(i), nodes.get(j));
        if (joined.isPresent()) {
          nodes.set(i, joined.get());
          nodes.remove(j);
          return true;
        }
      }
    }
    return false;
  }

  private Optional<Node> joined(Node first, Node second) {
    int y = first.outputs().get(0);
    boolean only = readers(y) == 1 && y != graph.logits();
    boolean addsBias = second.op() instanceof Op.AddBias;
    if (only && (addsBias || second.op() instanceof Op.Relu)) {
      return epilogue(first.op())
          .filter(e -> !e.relu() && !(addsBias && e.bias()))
          .map(e -> new Epilogue(e.bias() || addsBias, !addsBias))
          .map(e -> first.with(
              first.name(), withEpilogue(first.op(), e),
              concat(first.inputs(), second.inputs().subList(1, second.inputs().size())),
              replaceFirst(first.outputs(), second.outputs().get(0))));
    }
    if (first.op() instanceof Op.ReluGradient
        && second.op() instanceof Op.BiasGradient b && !b.relu()) {
      return Optional.of(first.with(
          second.name(), new Op.BiasGradient(b.pixels(), b.channels(), true), first.inputs(),
          List.of(y, second.outputs().get(0))));
    }
    if (first.op() instanceof Op.LrnGradient l && !l.bias()) {
      return afterLrn(first, l, second, only);
    }
    return Optional.empty();
  }

  /** An LRN gradient reads the ReLU's value anyway, so the mask costs nothing. */
  private static Optional<Node> afterLrn(Node first, Op.LrnGradient l, Node second, boolean only) {
    boolean masks =
        second.op() instanceof Op.ReluGradient
            && only
            && !l.relu()
            && second.inputs().get(1).equals(first.inputs().get(1));
    boolean sums = second.op() instanceof Op.BiasGradient b && !b.relu();
    if (!masks && !sums) {
      return Optional.empty();
    }
    Op fused =
        new Op.LrnGradient(
            l.height(), l.width(), l.channels(), l.response(), l.relu() || masks, sums);
    List<Integer> outputs =
        sums ? concat(first.outputs(), second.outputs()) : second.outputs();
    return Optional.of(first.with(first.name(), fused, first.inputs(), outputs));
  }

  private long readers(int value) {
    return nodes.stream().filter(n -> n.inputs().contains(value)).count();
  }

  private static Optional<Epilogue> epilogue(Op op) {
    if (op instanceof Op.Convolution c) {
      return Optional.of(c.epilogue());
    }
    if (op instanceof Op.Dense d) {
      return Optional.of(d.epilogue());
    }
    return op instanceof Op.MaxPool p ? Optional.of(p.epilogue()) : Optional.empty();
  }

  private static Op withEpilogue(Op op, Epilogue e) {
    if (op instanceof Op.Convolution c) {
      return new Op.Convolution(c.geometry(), c.outChannels(), e);
    }
    if (op instanceof Op.Dense d) {
      return new Op.Dense(d.in(), d.out(), e);
    }
    Op.MaxPool p = (Op.MaxPool) op;
    return new Op.MaxPool(p.geometry(), e, p.argmax());
  }

  private static List<Integer> concat(List<Integer> a, List<Integer> b) {
    List<Integer> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static List<Integer> replaceFirst(List<Integer> list, int value) {
    List<Integer> replaced = new ArrayList<>(list);
    replaced.set(0, value);
    return replaced;
  }
}
