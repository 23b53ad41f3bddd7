package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;

/** The mean of each window. */
public record AveragePooling(Op.AveragePool op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.average().geometry();
    Frame out = g.outFrame(g.channels());
    return Ports.all(
        List.of(Port.in("x", g.inSize())),
        Ports.reads(op.result(), 1, out),
        Ports.outputs(op.result(), out));
  }

  @Override
  public String shapes() {
    Geometry g = op.average().geometry();
    return g.in() + " -> " + g.out(g.channels());
  }
}
