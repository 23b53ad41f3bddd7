package cnnc.codegen.kernel;

import cnnc.codegen.graph.Geometry;

/**
 * A matrix product of rows x depth by depth x columns.
 *
 * @param rows of the result
 * @param columns of the result
 * @param depth of the sums
 */
public record Product(int rows, int columns, int depth) {
  /** The product whose rows are the positions of a convolution's window in a batch. */
  public static Product convolution(Geometry g, int outChannels, int batch) {
    return new Product(times(batch, g.outPixels()), outChannels, patch(g, g.channels()));
  }

  /** The product whose rows are the pixels of a batch. */
  public static Product inputGradient(Geometry g, int outChannels, int batch) {
    return new Product(
        times(batch, times(g.height(), g.width())), g.channels(), patch(g, outChannels));
  }

  /** The product whose sums go over the positions of the window in a batch. */
  public static Product weightGradient(Geometry g, int outChannels, int batch) {
    return new Product(outChannels, patch(g, g.channels()), times(batch, g.outPixels()));
  }

  private static int patch(Geometry g, int channels) {
    return times(g.window().taps(), channels);
  }

  private static int times(int a, int b) {
    return Math.multiplyExact(a, b);
  }
}
