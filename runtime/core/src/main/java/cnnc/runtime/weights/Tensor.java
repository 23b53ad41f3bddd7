package cnnc.runtime.weights;

import cnnc.runtime.fault.Arguments;
import java.util.Arrays;
import java.util.List;

/** A named tensor inside a larger buffer, rows first. */
public record Tensor(String name, List<Integer> shape, float[] values, int offset) {
  /** Before the names of weight averages in files. */
  public static final String AVERAGE = "average/";

  /** Before the names of what only a training needs, and nobody who wants weights. */
  public static final String TRAINING = "training/";

  public Tensor {
    shape = List.copyOf(shape);
    int size = shape.stream().reduce(1, Math::multiplyExact);
    Arguments.check(
        size >= 0 && offset >= 0 && offset <= values.length - size,
        name + " " + shape + " at " + offset + " does not lie in " + values.length + " values");
  }

  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** Whether none of its values is NaN or infinite. */
  public boolean finite() {
    for (int i = offset; i < offset + size(); i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor t
        && name.equals(t.name)
        && shape.equals(t.shape)
        && Arrays.equals(
            values, offset, offset + size(), t.values, t.offset, t.offset + t.size());
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + shape.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
