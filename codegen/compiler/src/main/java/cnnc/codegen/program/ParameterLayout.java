package cnnc.codegen.program;

import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each parameter begins in the flat buffers of weights, gradients and optimiser state.
 *
 * @param offsets by index of the parameter, each at a cache line
 * @param size of the flat buffers
 */
public record ParameterLayout(List<Integer> offsets, int size) {
  public ParameterLayout {
    offsets = List.copyOf(offsets);
  }

  public static ParameterLayout of(Network network) {
    List<Integer> offsets = new ArrayList<>();
    int at = 0;
    for (Parameter p : network.parameters()) {
      offsets.add(at);
      int lines = (p.size() + Buffer.ALIGNMENT - 1) / Buffer.ALIGNMENT;
      at = Math.addExact(at, lines * Buffer.ALIGNMENT);
    }
    return new ParameterLayout(offsets, at);
  }
}
