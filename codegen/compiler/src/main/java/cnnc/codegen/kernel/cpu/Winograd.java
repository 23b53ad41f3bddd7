package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;

/**
 * The minimal filtering algorithm F(m x m, r x r) of Winograd: a tile of m x m outputs of an r x r
 * window of stride 1 takes (m + r - 1)^2 multiplications of transformed inputs by transformed
 * weights, where m^2 r^2 are due.
 *
 * @param outputs m
 * @param taps r
 */
public record Winograd(int outputs, int taps) {
  /** Rows and columns of a transformed tile. */
  public int size() {
    return outputs + taps - 1;
  }

  /** Values of a transformed tile. */
  public int elements() {
    return size() * size();
  }

  /** Tiles of a row of outputs; the last may hang over. */
  public int across(Geometry g) {
    return (g.outWidth() + outputs - 1) / outputs;
  }

  /** Rows of tiles. */
  public int down(Geometry g) {
    return (g.outHeight() + outputs - 1) / outputs;
  }

  @Override
  public String toString() {
    return "F(" + outputs + "x" + outputs + ", " + taps + "x" + taps + ")";
  }
}
