package cnnc.codegen.program;

import cnnc.codegen.graph.Op;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One kernel call.
 *
 * @param name unique in its program: {@code conv1}, {@code conv1.weightGradient}
 * @param scratch buffers that only this call uses
 * @param tuned the measured choice that it follows
 */
public record Call(
    String name,
    Op op,
    List<Integer> inputs,
    List<Integer> outputs,
    List<Integer> scratch,
    Optional<Tuning.Choice> tuned,
    Tasks tasks,
    String origin,
    String text) {
  public Call {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    scratch = List.copyOf(scratch);
  }

  public Call with(Tasks newTasks) {
    return new Call(name, op, inputs, outputs, scratch, tuned, newTasks, origin, text);
  }

  /** Everything it reads or writes. */
  public List<Integer> buffers() {
    return Stream.of(inputs, outputs, scratch).flatMap(List::stream).toList();
  }
}
