package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Port;
import java.util.List;

/** Rows of weights with zeros behind their columns, so that each is whole vectors. */
public record PaddedColumns(int rows, int columns) implements CpuKernel {
  /** Floats of a padded row: the lanes of the widest vectors. */
  public static final int WIDTH = 16;

  /** Floats of so many weights when rows of so many columns are padded. */
  static long size(int weights, int columns) {
    return (long) weights / columns * WIDTH;
  }

  /** A workspace for a row of results and what its last vector reaches over. */
  static Port row(int floats) {
    return Port.workspace(floats + WIDTH);
  }

  @Override
  public List<Port> ports() {
    return List.of(
        Port.whole("w", (long) rows * columns), Port.result("p", (long) rows * WIDTH));
  }

  @Override
  public String shapes() {
    return rows + "x" + columns + " -> " + rows + "x" + WIDTH;
  }
}
