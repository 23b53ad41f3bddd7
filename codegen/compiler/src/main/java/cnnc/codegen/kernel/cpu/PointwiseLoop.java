package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;

/** A formula for each element. */
public record PointwiseLoop(Op.Pointwise op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    List<Port> ports =
        Ports.all(
            Ports.reads(op.result(), 0, op.frame()),
            Ports.outputs(op.result(), op.frame()),
            Ports.sums(op.result(), op.frame(), true));
    return op.whole() ? ports.stream().map(Port::shared).toList() : ports;
  }

  @Override
  public String shapes() {
    return op.frame() + (op.result().outputs().isEmpty() ? " -> " + op.frame().channels() : "");
  }
}
