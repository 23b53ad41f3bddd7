package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;

/** The mean of each window. */
public record AveragePoolKernel(Op.AveragePool op) implements CudaKernel {
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
  public Frame steps() {
    return op.average().geometry().outFrame(op.average().geometry().channels());
  }

  @Override
  public String shapes() {
    Geometry g = op.average().geometry();
    return g.in() + " -> " + g.out(g.channels());
  }
}
