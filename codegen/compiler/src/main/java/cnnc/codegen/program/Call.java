package cnnc.codegen.program;

import cnnc.codegen.kernel.Choice;
import cnnc.codegen.kernel.Kernel;
import cnnc.codegen.kernel.Partition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One kernel call.
 *
 * @param name unique in its program: {@code conv1}, {@code conv1.weightGradient}
 * @param inputs buffers for the kernel's ports that read, in their order
 * @param outputs buffers for its ports that write
 * @param scratch buffers that only this call uses
 * @param choice the measured one that it follows
 */
public record Call(
    String name,
    Kernel kernel,
    List<Integer> inputs,
    List<Integer> outputs,
    List<Integer> scratch,
    Optional<Choice> choice,
    Partition partition) {
  public Call {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    scratch = List.copyOf(scratch);
  }

  public Call with(Partition other) {
    return new Call(name, kernel, inputs, outputs, scratch, choice, other);
  }

  /** Everything it reads or writes, in the order of its kernel's ports. */
  public List<Integer> buffers() {
    return Stream.of(inputs, outputs, scratch).flatMap(List::stream).toList();
  }
}
