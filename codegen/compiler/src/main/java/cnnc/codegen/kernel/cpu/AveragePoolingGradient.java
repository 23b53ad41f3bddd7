package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each window's gradient falls on its pixels in equal shares. */
public record AveragePoolingGradient(Op.AveragePoolGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.average().geometry();
    return List.of(
        Port.in("dy", g.outFrame(g.channels()).size()), Port.out("dx", g.inSize()));
  }

  @Override
  public String shapes() {
    Geometry g = op.average().geometry();
    return g.out(g.channels()) + " -> " + g.in();
  }
}
