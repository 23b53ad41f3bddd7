package cnnc.dsl.model;

import java.util.List;

/**
 * A tensor that training changes.
 *
 * @param name its key in files and selectors, such as {@code conv1.weight}
 * @param shape HWIO for a convolution, [in, out] for a dense layer, [out] for a bias
 * @param fans values that one output reads, and values that one input reaches
 * @param decay factor of |w|^2 / 2 in the loss
 * @param rate what its learning rate is multiplied by; 0 keeps it as it is
 */
public record Parameter(
    String name, List<Integer> shape, Init init, Fans fans, double decay, double rate) {
  /** Values that one output reads, and values that one input reaches. */
  public record Fans(int in, int out) {}

  /** One that learns at the rate of its recipe. */
  public Parameter(String name, List<Integer> shape, Init init, Fans fans, double decay) {
    this(name, shape, init, fans, decay, 1);
  }

  public Parameter {
    shape = List.copyOf(shape);
  }

  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
