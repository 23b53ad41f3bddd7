package cnnc.codegen.program;

import cnnc.codegen.graph.Op;
import java.util.List;
import java.util.Optional;

/**
 * One kernel call.
 *
 * @param name unique in its program: {@code conv1}, {@code conv1.weightGradient}
 * @param scratch buffers that only this call uses
 * @param tuned the measured choice that it follows
 * @param parts into how many groups the images fall where results are summed per group, or an image's
 *     rows where tasks share them
 */
public record Call(
    String name,
    Op op,
    List<Integer> inputs,
    List<Integer> outputs,
    List<Integer> scratch,
    Optional<Tuning.Choice> tuned,
    Tasks tasks,
    int parts,
    String origin,
    String text) {
  public Call {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    scratch = List.copyOf(scratch);
  }
}
