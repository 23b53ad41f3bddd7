package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each pixel sums the gradients of the windows that it has won. */
public record MaxPoolGradientKernel(Op.MaxPoolGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("dy", g.outFrame(g.channels()).size()),
        Port.in("argmax", g.argmaxWords()),
        Port.out("dx", g.inSize()));
  }

  @Override
  public Frame steps() {
    Geometry g = op.geometry();
    return new Frame(g.height() * g.width(), g.channels());
  }

  @Override
  public String shapes() {
    return op.geometry().out(op.geometry().channels()) + " -> " + op.geometry().in();
  }
}
