package cnnc.runtime.net;

import java.util.Arrays;
import java.util.List;

/**
 * Where a launch writes a value of the network's graph. Equal values have equal numbers in the
 * programs of all targets, so that those can be held against each other.
 *
 * @param launch which one, from 0
 * @param value its number
 * @param offset in the arena, in a workspace, or in the flat gradients of the parameters
 * @param perImage floats for each image; 0 for a parameter's gradient
 * @param workspace how many images of it lie in the workspace of a task; 0 for a value in the arena
 */
public record ValueAt(int launch, int value, int offset, int perImage, int workspace) {
  /** From five numbers each, as generated code has them. */
  public static List<ValueAt> list(String... values) {
    return Arrays.stream(values)
        .map(v -> Arrays.stream(v.split(" ")).mapToInt(Integer::parseInt).toArray())
        .map(n -> new ValueAt(n[0], n[1], n[2], n[3], n[4]))
        .toList();
  }

  /** Whether this is the gradient of a parameter. */
  public boolean gradient() {
    return perImage == 0;
  }
}
