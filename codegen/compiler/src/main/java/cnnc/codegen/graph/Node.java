package cnnc.codegen.graph;

import java.util.List;

/**
 * An op on values.
 *
 * @param name of the layer, and what of it is computed: {@code conv1}, {@code conv1.weightGradient}
 */
public record Node(String name, Op op, List<Integer> inputs, List<Integer> outputs) {
  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public Node with(String newName, Op newOp, List<Integer> newInputs, List<Integer> newOutputs) {
    return new Node(newName, newOp, newInputs, newOutputs);
  }
}
