package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Enlargement;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each value's gradient falls on the pixels that it is made of, by their shares. */
public record InterpolationGradient(Enlargement enlargement) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("dy", enlargement.outSize()), Port.out("dx", enlargement.inSize()));
  }

  @Override
  public String shapes() {
    return enlargement.out() + " -> " + enlargement.in();
  }
}
