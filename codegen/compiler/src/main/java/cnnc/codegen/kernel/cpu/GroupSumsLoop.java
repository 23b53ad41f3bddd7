package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each channel gets the sum over its group. */
public record GroupSumsLoop(Op.GroupSums op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(Port.in("x", op.channels()), Port.out("y", op.channels()));
  }

  @Override
  public String shapes() {
    return op.channels() + " in " + op.groups() + " groups";
  }
}
