package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Port;
import java.util.List;

/** Partial sums, summed in order. */
public record SumOfParts(int parts, int size) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(Port.whole("p", (long) parts * size), Port.result("sum", size));
  }

  @Override
  public String shapes() {
    return parts + "x" + size + " -> " + size;
  }
}
