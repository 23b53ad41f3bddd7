package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;

/** The largest value of each window, and in training its position. */
public record MaxPooling(Op.MaxPool op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    Frame out = g.outFrame(g.channels());
    return Ports.all(
        List.of(Port.in("x", g.inSize())),
        Ports.reads(op.result(), 1, out),
        Ports.outputs(op.result(), out),
        op.argmax() ? List.of(Port.out("argmax", g.argmaxWords())) : List.of());
  }

  @Override
  public String shapes() {
    return op.geometry().in() + " -> " + op.geometry().out(op.geometry().channels());
  }
}
