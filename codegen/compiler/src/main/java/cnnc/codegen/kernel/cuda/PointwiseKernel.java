package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;

/** A formula for each element, and sums of the elements by channel. */
public record PointwiseKernel(Op.Pointwise op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    List<Port> ports =
        Ports.all(
            Ports.reads(op.result(), 0, op.frame()),
            Ports.outputs(op.result(), op.frame()),
            Ports.sums(op.result(), op.frame(), false));
    return op.whole() ? ports.stream().map(Port::shared).toList() : ports;
  }

  @Override
  public boolean whole() {
    return op.whole();
  }

  @Override
  public Frame steps() {
    return !op.result().elementwise() ? op.frame() : new Frame(op.frame().size(), 1);
  }

  @Override
  public boolean blockPerImage() {
    return op.result().sums().stream().anyMatch(s -> s.access().image());
  }

  @Override
  public int sums() {
    return blockPerImage() ? 0 : op.result().sums().size();
  }

  @Override
  public long shared() {
    return op.result().sums().isEmpty() ? 0 : block(op.frame().channels());
  }

  @Override
  public String shapes() {
    return op.frame() + (op.result().outputs().isEmpty() ? " -> " + op.frame().channels() : "");
  }
}
