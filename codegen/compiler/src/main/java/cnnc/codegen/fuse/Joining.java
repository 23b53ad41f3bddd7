package cnnc.codegen.fuse;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Lets every node take in later ones for as long as a rule allows it. */
final class Joining {
  private final Graph graph;
  /** In order; null where a node was taken in. */
  private final Node[] nodes;
  /** By value, how many nodes read it. */
  private final Map<Integer, Integer> readers = new HashMap<>();
  /** By value, the places of the nodes whose first input it is. */
  private final Map<Integer, SortedSet<Integer>> firstReaders = new HashMap<>();

  Joining(Graph graph) {
    this.graph = graph;
    this.nodes = graph.nodes().toArray(Node[]::new);
    for (int i = 0; i < nodes.length; i++) {
      add(i);
    }
  }

  private void add(int place) {
    Set.copyOf(nodes[place].inputs()).forEach(value -> readers.merge(value, 1, Integer::sum));
    firstReaders
        .computeIfAbsent(nodes[place].inputs().get(0), value -> new TreeSet<>())
        .add(place);
  }

  private void remove(int place) {
    Set.copyOf(nodes[place].inputs()).forEach(value -> readers.merge(value, -1, Integer::sum));
    firstReaders.get(nodes[place].inputs().get(0)).remove(place);
    nodes[place] = null;
  }

  Graph all(List<Rule> rules) {
    for (int i = 0; i < nodes.length; i++) {
      while (nodes[i] != null && joinAny(i, rules)) {
        // The joined node may take in the next one too.
      }
    }
    return graph.with(Arrays.stream(nodes).filter(Objects::nonNull).toList());
  }

  /** Joins node {@code i} with the first later node that it can take in. */
  private boolean joinAny(int i, List<Rule> rules) {
    int y = nodes[i].outputs().get(0);
    for (int j : firstReaders.getOrDefault(y, new TreeSet<>()).tailSet(i + 1)) {
      Optional<Node> joined = joined(nodes[i], nodes[j], rules);
      if (joined.isPresent()) {
        remove(j);
        remove(i);
        nodes[i] = joined.get();
        add(i);
        return true;
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
