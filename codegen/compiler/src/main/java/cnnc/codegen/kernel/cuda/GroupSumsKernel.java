package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each channel gets the sum over its group. */
public record GroupSumsKernel(Op.GroupSums op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return List.of(Port.in("x", op.channels()), Port.out("y", op.channels()));
  }

  @Override
  public Frame steps() {
    return new Frame(op.channels(), 1);
  }

  @Override
  public String shapes() {
    return op.channels() + " in " + op.groups() + " groups";
  }
}
