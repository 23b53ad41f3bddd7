package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** A loss of each image, and its gradient. */
public record LossLoop(Op.Judgement op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("logits", op.classes()), Port.in("labels", 1), Port.out("losses", 1),
        Port.out("dlogits", op.classes()));
  }

  @Override
  public String shapes() {
    return op.classes() + " -> loss";
  }
}
