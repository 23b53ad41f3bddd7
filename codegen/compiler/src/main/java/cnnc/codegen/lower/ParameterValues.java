package cnnc.codegen.lower;

import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import java.util.HashMap;
import java.util.Map;

/** The values of a network's parameters: one for each, however many layers share it. */
final class ParameterValues {
  private final GraphBuilder graph;
  private final Map<String, Integer> slots = new HashMap<>();
  private final Map<String, Integer> values = new HashMap<>();

  ParameterValues(GraphBuilder graph, Network network) {
    this.graph = graph;
    network.parameters().forEach(p -> slots.put(p.name(), slots.size()));
  }

  int of(Parameter p) {
    return values.computeIfAbsent(
        p.name(),
        name -> graph.whole(name, Role.PARAMETER, Type.f32(p.shape()), slots.get(name)));
  }
}
