package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;
import java.util.stream.Collectors;

/** Values that change their places. */
public record Copying(Op.Copy op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return Ports.all(Ports.several("x", op.sizes()), List.of(Port.out("y", op.size())));
  }

  @Override
  public String shapes() {
    return op.sizes().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " -> "
        + op.size();
  }
}
