package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;
import java.util.stream.Collectors;

/** Values that change their places. */
public record CopyKernel(Op.Copy op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return Ports.all(Ports.several("x", op.sizes()), List.of(Port.out("y", op.size())));
  }

  @Override
  public Frame steps() {
    return new Frame(op.size(), 1);
  }

  @Override
  public String shapes() {
    return op.sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " -> "
        + op.size();
  }
}
