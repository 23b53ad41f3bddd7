package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Port;
import java.util.List;

/**
 * Weights whose columns lie in blocks: all rows of the first columns, then all rows of the next. What a
 * task reads of them then lies together, and comes from memory as fast as that is.
 *
 * @param width columns of a block; blocks of so many make up all of them
 */
public record BlockedColumns(int rows, int columns, int width) implements CpuKernel {
  @Override
  public List<Port> ports() {
    long size = (long) rows * columns;
    return List.of(Port.whole("w", size), Port.result("p", size));
  }

  @Override
  public String shapes() {
    return rows + "x" + columns + " -> " + columns / width + "x" + rows + "x" + width;
  }
}
