package cnnc.codegen.program;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.codegen.graph.Value;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where each parameter begins in the flat buffers of weights, gradients and optimiser state.
 *
 * @param offsets by index of the parameter
 * @param stored by index of the parameter, its dimensions as they lie in memory
 * @param size of the flat buffers
 */
public record ParameterLayout(List<Integer> offsets, List<List<Integer>> stored, int size) {
  /** Parameters that a block of threads updates on a GPU. */
  public static final int UPDATE_BLOCK = 1024;

  public ParameterLayout {
    offsets = List.copyOf(offsets);
    stored = List.copyOf(stored);
  }

  /** On the CPU: parameters as the model has them, each at a cache line. */
  public static ParameterLayout of(Network network) {
    return of(
        network.parameters().stream().map(Parameter::shape).toList(), Buffer.FIRST_LINE,
        Buffer.ALIGNMENT);
  }

  /** Of the states, on every target: as the model has them, each at a cache line. */
  public static ParameterLayout ofStates(Network network) {
    return of(
        network.states().stream().map(s -> List.of(s.size())).toList(), Buffer.FIRST_LINE,
        Buffer.ALIGNMENT);
  }

  /** On a GPU: as the graph has them, padding included, no two in one block of the update. */
  public static ParameterLayout onDevice(Graph graph) {
    List<List<Integer>> stored =
        graph.values().stream()
            .filter(v -> v.role() == Role.PARAMETER)
            .sorted(Comparator.comparingInt(Value::slot))
            .map(Value::stored)
            .toList();
    return of(stored, 0, UPDATE_BLOCK);
  }

  private static ParameterLayout of(List<List<Integer>> stored, int first, int alignment) {
    List<Integer> offsets = new ArrayList<>();
    int at = first;
    for (List<Integer> dimensions : stored) {
      int size = Type.size(dimensions);
      offsets.add(at);
      at = Math.addExact(at, Math.multiplyExact((size + alignment - 1) / alignment, alignment));
    }
    return new ParameterLayout(offsets, stored, at);
  }
}
