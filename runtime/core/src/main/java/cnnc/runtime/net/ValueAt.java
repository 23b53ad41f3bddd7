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
 * @param name of the stage or layer that makes it, or of its gradient
 */
public record ValueAt(int launch, int value, int offset, int perImage, int workspace, String name) {
  /** From five numbers and a name each, as generated code has them. */
  public static List<ValueAt> list(String... values) {
    return Arrays.stream(values)
        .map(v -> v.split(" ", 6))
        .map(
            v ->
                new ValueAt(
                    Integer.parseInt(v[0]), Integer.parseInt(v[1]), Integer.parseInt(v[2]),
                    Integer.parseInt(v[3]), Integer.parseInt(v[4]), v[5]))
        .toList();
  }

  /** Whether this is the gradient of a parameter. */
  public boolean gradient() {
    return perImage == 0;
  }
}
