package cnnc.codegen.fuse;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.dsl.table.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Lets every node with a formula take in later formulas of its elements, for as long as it can. */
final class Joining {
  private static final Kind<Op.Pointwise> POINTWISE = Kind.of(Op.Pointwise.class);

  private final Graph graph;
  private final Acceptance acceptance;
  /** In order; null where a node was taken in. */
  private final Node[] nodes;
  /** By value, the places of the nodes that read it. */
  private final Map<Integer, SortedSet<Integer>> readers = new HashMap<>();
  /** By value, the place of the node that makes it. */
  private final Map<Integer, Integer> makers = new HashMap<>();

  Joining(Graph graph, Acceptance acceptance) {
    this.graph = graph;
    this.acceptance = acceptance;
    this.nodes = graph.nodes().toArray(Node[]::new);
    for (int i = 0; i < nodes.length; i++) {
      put(i, nodes[i]);
    }
  }

  Graph graph() {
    for (int i = 0; i < nodes.length; i++) {
      int at = i;
      while (at >= 0 && nodes[at] != null) {
        at = joinAny(at);
      }
    }
    return graph.with(Arrays.stream(nodes).filter(Objects::nonNull).toList());
  }

  private void put(int place, Node n) {
    nodes[place] = n;
    n.inputs().forEach(v -> readersOf(v).add(place));
    n.outputs().forEach(v -> makers.put(v, place));
  }

  private void remove(int place) {
    nodes[place].inputs().forEach(v -> readersOf(v).remove(place));
    nodes[place] = null;
  }

  private SortedSet<Integer> readersOf(int value) {
    return readers.computeIfAbsent(value, v -> new TreeSet<>());
  }

  /** Joins a node with the first later one that it can take in; returns where both are, or -1. */
  private int joinAny(int i) {
    Node first = nodes[i];
    int results = first.op().formula().map(f -> f.outputs().size()).orElse(0);
    SortedSet<Integer> later = new TreeSet<>();
    first.outputs().subList(0, results).forEach(y -> later.addAll(readersOf(y).tailSet(i + 1)));
    for (int j : later) {
      Optional<Op.Pointwise> formula = POINTWISE.of(nodes[j].op());
      if (formula.isPresent()) {
        Optional<Node> joined = joined(first, nodes[j], formula.get(), results);
        int place = joined.isEmpty() ? -1 : place(i, j);
        if (place >= 0) {
          remove(j);
          remove(i);
          put(place, joined.get());
          return place;
        }
      }
    }
    return -1;
  }

  /** Where both nodes may stand as one: everything they read before, what reads them behind. */
  private int place(int i, int j) {
    List<Integer> made = nodes[i].outputs();
    boolean early =
        nodes[j].inputs().stream()
            .filter(v -> !made.contains(v))
            .allMatch(v -> makers.getOrDefault(v, -1) < i);
    if (early) {
      return i;
    }
    boolean late =
        made.stream().flatMap(v -> readersOf(v).stream()).allMatch(reader -> reader >= j);
    return late ? j : -1;
  }

  private Optional<Node> joined(Node first, Node second, Op.Pointwise formula, int results) {
    if (!frame(first).equals(formula.frame())
        || graph.value(first.outputs().get(0)).perImage() == formula.whole()
        || first.outputs().stream().skip(results).anyMatch(second.inputs()::contains)) {
      return Optional.empty();
    }
    if (formula.result().equals(Op.Pointwise.ADD_BIAS)
        && second.inputs().get(0).equals(first.outputs().get(0))
        && disappears(first.outputs().get(0))) {
      Optional<Op> biased = acceptance.biased(first.op());
      if (biased.isPresent()) {
        List<Integer> inputs = new ArrayList<>(first.inputs());
        inputs.add(second.inputs().get(1));
        List<Integer> outputs = new ArrayList<>(first.outputs());
        outputs.set(0, second.outputs().get(0));
        return Optional.of(first.with(first.name(), biased.get(), inputs, outputs));
      }
    }
    return new Composition(first, second, this::disappears)
        .node(f -> acceptance.accepts(first.op(), f));
  }

  /** A flattened image's values may be pixels to the node that makes them and one row to this. */
  private Frame frame(Node n) {
    return POINTWISE.of(n.op())
        .map(Op.Pointwise::frame)
        .orElseGet(() -> Frame.of(graph.value(n.outputs().get(0)).type()));
  }

  /** Whether nobody but the one reader at work needs a value. */
  private boolean disappears(int value) {
    return readersOf(value).size() == 1 && !graph.result(value);
  }
}
