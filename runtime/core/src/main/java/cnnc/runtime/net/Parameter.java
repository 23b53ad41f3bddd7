package cnnc.runtime.net;

import cnnc.runtime.random.Initializer;
import java.util.List;

/**
 * A tensor that training changes.
 *
 * @param name its key in files
 * @param offset of its first value in the flat buffers
 * @param decay factor of |w|^2 / 2 in the loss
 * @param rate what the learning rate is multiplied by; at 0 it stays as it is
 */
public record Parameter(
    String name, List<Integer> shape, int offset, Initializer initializer, float decay,
    float rate) {
  public Parameter {
    shape = List.copyOf(shape);
  }

  public static Parameter of(
      String name, int offset, Initializer initializer, double decay, Integer... shape) {
    return new Parameter(name, List.of(shape), offset, initializer, (float) decay, 1);
  }

  /** The same at another multiple of the learning rate. */
  public Parameter learningAt(double multiple) {
    return new Parameter(name, shape, offset, initializer, decay, (float) multiple);
  }

  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
