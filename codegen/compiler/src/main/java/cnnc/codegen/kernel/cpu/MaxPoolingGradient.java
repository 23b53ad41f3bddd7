package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each window's gradient goes to the position that has won. */
public record MaxPoolingGradient(Op.MaxPoolGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("dy", g.outFrame(g.channels()).size()),
        Port.in("argmax", g.argmaxWords()),
        Port.out("dx", g.inSize()));
  }

  @Override
  public String shapes() {
    return op.geometry().out(op.geometry().channels()) + " -> " + op.geometry().in();
  }
}
