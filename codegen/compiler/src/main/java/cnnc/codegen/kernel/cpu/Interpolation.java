package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Enlargement;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Values between pixels, by the distances of their centres. */
public record Interpolation(Enlargement enlargement) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("x", enlargement.inSize()), Port.out("y", enlargement.outSize()));
  }

  @Override
  public String shapes() {
    return enlargement.in() + " -> " + enlargement.out();
  }
}
