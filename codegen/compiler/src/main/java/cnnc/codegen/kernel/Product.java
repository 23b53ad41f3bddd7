package cnnc.codegen.kernel;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;

/**
 * Matrix products of rows x depth by depth x columns.
 *
 * @param count how many of them, of equal sizes
 * @param rows of a result
 * @param columns of a result
 * @param depth of the sums
 */
public record Product(int count, int rows, int columns, int depth) {
  /** A single one. */
  public Product(int rows, int columns, int depth) {
    this(1, rows, columns, depth);
  }

  /** The product whose rows are the positions of a convolution's window in a batch. */
  public static Product convolution(Geometry g, int outChannels, int groups, int batch) {
    return new Product(
        groups, times(batch, g.outPixels()), outChannels / groups,
        patch(g, g.channels() / groups));
  }

  /** The product whose rows are the pixels of a batch. */
  public static Product inputGradient(Geometry g, int outChannels, int groups, int batch) {
    return new Product(
        groups, times(batch, times(g.height(), g.width())), g.channels() / groups,
        patch(g, outChannels / groups));
  }

  /** The product whose sums go over the positions of the window in a batch. */
  public static Product weightGradient(Op.ConvolutionWeightGradient op, int batch) {
    Geometry g = op.geometry();
    return new Product(
        op.groups(), op.outChannels() / op.groups(), patch(g, g.channels() / op.groups()),
        times(batch, g.outPixels()));
  }

  private static int patch(Geometry g, int channels) {
    return times(g.window().taps(), channels);
  }

  private static int times(int a, int b) {
    return Math.multiplyExact(a, b);
  }
}
