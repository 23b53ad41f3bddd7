package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/**
 * Means of the images of a task, and sums of squared distances from them: a second pass over what the
 * first has left in a cache, so that nothing cancels.
 */
public record ChannelMoments(Op.Moments op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("x", op.frame().size()),
        Port.partialSums("means", op.frame().channels()),
        Port.partialSums("squares", op.frame().channels()));
  }

  @Override
  public String shapes() {
    return op.frame() + " -> " + op.frame().channels();
  }
}
