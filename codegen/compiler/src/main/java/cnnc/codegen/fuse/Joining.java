package cnnc.codegen.fuse;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lets every node take in later ones for as long as a rule allows it. */
final class Joining {
  private final Graph graph;
  private final List<Node> nodes;
  /** By value, how many nodes read it. */
  private final Map<Integer, Integer> readers = new HashMap<>();

  Joining(Graph graph) {
    this.graph = graph;
    this.nodes = new ArrayList<>(graph.nodes());
    nodes.forEach(n -> count(n, 1));
  }

  private void count(Node node, int times) {
    Set.copyOf(node.inputs()).forEach(value -> readers.merge(value, times, Integer::sum));
  }

  Graph all(List<Rule> rules) {
    for (int i = 0; i < nodes.size(); i++) {
      while (joinAny(i, rules)) {
        // The joined node may take in the next one too.
      }
    }
    return graph.with(nodes);
  }

  /** Joins node {@code i} with the first later node that it can take in. */
  private boolean joinAny(int i, List<Rule> rules) {
    int y = nodes.get(i).outputs().get(0);
    int unseen = readers.getOrDefault(y, 0);
    for (int j = i + 1; j < nodes.size() && unseen > 0; j++) {
      unseen -= nodes.get(j).inputs().contains(y) ? 1 : 0;
      if (nodes.get(j).inputs().get(0) == y) {
        Optional<Node> joined = joined(nodes.get(i), nodes.get(j), rules);
        if (joined.isPresent()) {
          count(nodes.get(i), -1);
          count(nodes.get(j), -1);
          count(joined.get(), 1);
          nodes.set(i, joined.get());
          nodes.remove(j);
          return true;
        }
      }
    }
    return false;
  }

  private Optional<Node> joined(Node first, Node second, List<Rule> rules) {
    int y = first.outputs().get(0);
    boolean only = readers.get(y) == 1 && y != graph.logits();
    return rules.stream().flatMap(r -> r.join(first, second, only).stream()).findFirst();
  }

  static List<Integer> concat(List<Integer> a, List<Integer> b) {
    List<Integer> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  static List<Integer> replaceFirst(List<Integer> list, int value) {
    List<Integer> replaced = new ArrayList<>(list);
    replaced.set(0, value);
    return replaced;
  }

  static List<Integer> rest(List<Integer> list) {
    return list.subList(1, list.size());
  }
}
