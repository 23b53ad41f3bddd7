package cnnc.runtime.weights;

import java.util.List;

/** A named tensor inside a larger buffer, rows first. */
public record Tensor(String name, List<Integer> shape, float[] values, int offset) {
  /** Before the names of weight averages in files. */
  public static final String AVERAGE = "average/";

  public Tensor {
    shape = List.copyOf(shape);
  }

  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
