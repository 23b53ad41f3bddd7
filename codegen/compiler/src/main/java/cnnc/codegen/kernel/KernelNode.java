package cnnc.codegen.kernel;

import java.util.List;
import java.util.Optional;

/**
 * A kernel on values.
 *
 * @param name unique in its program: {@code conv1}, {@code conv1.weightGradient}
 * @param inputs values for its ports that read, in their order
 * @param outputs values for its ports that write
 * @param scratch values that only this kernel uses
 * @param choice the measured one that it follows
 */
public record KernelNode(
    String name,
    Kernel kernel,
    List<Integer> inputs,
    List<Integer> outputs,
    List<Integer> scratch,
    Optional<Choice> choice,
    Partition partition) {
  public KernelNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    scratch = List.copyOf(scratch);
  }
}
