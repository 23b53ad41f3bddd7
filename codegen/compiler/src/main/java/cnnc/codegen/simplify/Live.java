package cnnc.codegen.simplify;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A graph without what neither an output nor a state needs; its values stay. */
final class Live {
  private Live() {}

  static Graph apply(Graph graph) {
    Set<Integer> needed = new HashSet<>(graph.outputs());
    graph.values().stream().filter(v -> v.role() == Role.NEW_STATE).forEach(v -> needed.add(v.id()));
    List<Node> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node n = graph.nodes().get(i);
      if (n.outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(n.inputs());
        nodes.add(n);
      }
    }
    Collections.reverse(nodes);
    return graph.with(nodes);
  }
}
