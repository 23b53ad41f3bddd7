package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Port;
import java.util.List;

/** A tensor with the last two of its three axes swapped. */
public record Transpose(int count, int rows, int columns) implements CpuKernel {
  @Override
  public List<Port> ports() {
    long size = (long) count * rows * columns;
    return List.of(Port.whole("w", size), Port.result("t", size));
  }

  @Override
  public String shapes() {
    String some = count == 1 ? "" : count + "x";
    return some + rows + "x" + columns + " -> " + some + columns + "x" + rows;
  }
}
