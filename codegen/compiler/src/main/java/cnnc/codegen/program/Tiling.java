package cnnc.codegen.program;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import java.util.Optional;

/**
 * How a GPU kernel cuts a matrix product of rows x depth by depth x columns: into square tiles, each
 * of them summed by a few blocks where there are too few tiles to fill a device.
 *
 * @param rows of the result
 * @param columns of the result
 * @param depth of the sums
 * @param splits blocks that share a tile's sum
 */
public record Tiling(int rows, int columns, int depth, int splits) {
  /** Rows and columns of a tile. */
  public static final int TILE = 64;

  /** Steps of the sum between two barriers. */
  public static final int STEP = 16;

  /** Multiprocessors of a large device: enough blocks for one each. */
  private static final int FULL = 132;

  /** The product that an op is, for a batch; nothing for an op that is none. */
  public static Optional<Tiling> of(Op op, int batch) {
    if (op instanceof Op.Convolution c) {
      Geometry g = c.geometry();
      return of(product(batch, g.outPixels()), c.outChannels(), patch(g));
    }
    if (op instanceof Op.ConvolutionInputGradient c) {
      Geometry g = c.geometry();
      int taps = g.window().height() * g.window().width();
      return of(
          product(batch, g.height() * g.width()), g.channels(), product(taps, c.outChannels()));
    }
    if (op instanceof Op.ConvolutionWeightGradient c) {
      Geometry g = c.geometry();
      return of(c.outChannels(), patch(g), product(batch, g.outPixels()));
    }
    if (op instanceof Op.Dense d) {
      return of(batch, d.out(), d.in());
    }
    if (op instanceof Op.DenseInputGradient d) {
      return of(batch, d.in(), d.out());
    }
    return op instanceof Op.DenseWeightGradient d
        ? of(d.in() + (d.bias() ? 1 : 0), d.out(), batch)
        : Optional.empty();
  }

  private static Optional<Tiling> of(int rows, int columns, int depth) {
    Tiling whole = new Tiling(rows, columns, depth, 1);
    int steps = (depth + STEP - 1) / STEP;
    // At least four steps for each block, so that its sums outweigh their addition.
    int splits = Math.max(1, Math.min(FULL / whole.tiles(), steps / 4));
    int each = (steps + splits - 1) / splits;
    return Optional.of(new Tiling(rows, columns, depth, (steps + each - 1) / each));
  }

  private static int patch(Geometry g) {
    return product(g.window().height() * g.window().width(), g.channels());
  }

  private static int product(int a, int b) {
    return Math.multiplyExact(a, b);
  }

  public int tiles() {
    return product((rows + TILE - 1) / TILE, (columns + TILE - 1) / TILE);
  }

  public int blocks() {
    return product(tiles(), splits);
  }

  /** Floats of scratch for the blocks' sums. */
  public int partials() {
    return splits == 1 ? 0 : product(blocks(), TILE * TILE);
  }
}
