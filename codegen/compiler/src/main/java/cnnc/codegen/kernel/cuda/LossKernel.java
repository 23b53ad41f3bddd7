package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** A loss of each image, and its gradient. */
public record LossKernel(Op.Judgement op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("logits", op.classes()), Port.in("labels", 1), Port.out("losses", 1),
        Port.out("gradients", op.classes()));
  }

  @Override
  public boolean warpPerImage() {
    return true;
  }

  @Override
  public String shapes() {
    return op.classes() + " -> loss";
  }
}
