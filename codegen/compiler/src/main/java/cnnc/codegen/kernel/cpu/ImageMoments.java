package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Mean and variance of each image's groups of channels, in two passes. */
public record ImageMoments(Op.Moments op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("x", op.frame().size()),
        Port.out("mean", op.frame().channels()),
        Port.out("variance", op.frame().channels()));
  }

  @Override
  public String shapes() {
    return op.frame() + " -> " + op.frame().channels();
  }
}
