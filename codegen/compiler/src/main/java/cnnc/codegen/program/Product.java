package cnnc.codegen.program;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import java.util.Optional;

/**
 * A matrix product of rows x depth by depth x columns.
 *
 * @param rows of the result
 * @param columns of the result
 * @param depth of the sums
 */
public record Product(int rows, int columns, int depth) {
  /** The product that an op is, for a batch; nothing for an op that is none. */
  public static Optional<Product> of(Op op, int batch) {
    return Optional.ofNullable(product(op, batch));
  }

  private static Product product(Op op, int batch) {
    if (op instanceof Op.Convolution c) {
      Geometry g = c.geometry();
      return new Product(
          times(batch, g.outPixels()), c.outChannels(), times(taps(g), g.channels()));
    }
    if (op instanceof Op.ConvolutionInputGradient c) {
      Geometry g = c.geometry();
      return new Product(
          times(batch, g.height() * g.width()), g.channels(), times(taps(g), c.outChannels()));
    }
    if (op instanceof Op.ConvolutionWeightGradient c) {
      Geometry g = c.geometry();
      return new Product(c.outChannels(), times(taps(g), g.channels()), times(batch, g.outPixels()));
    }
    if (op instanceof Op.Dense d) {
      return new Product(batch, d.out(), d.in());
    }
    if (op instanceof Op.DenseInputGradient d) {
      return new Product(batch, d.in(), d.out());
    }
    return op instanceof Op.DenseWeightGradient d
        ? new Product(d.in() + (d.bias() ? 1 : 0), d.out(), batch)
        : null;
  }

  private static int taps(Geometry g) {
    return times(g.window().height(), g.window().width());
  }

  private static int times(int a, int b) {
    return Math.multiplyExact(a, b);
  }
}
