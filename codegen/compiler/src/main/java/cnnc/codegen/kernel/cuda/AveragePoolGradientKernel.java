package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Each window's gradient falls on its pixels in equal shares. */
public record AveragePoolGradientKernel(Op.AveragePoolGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.average().geometry();
    return List.of(
        Port.in("dy", g.outFrame(g.channels()).size()), Port.out("dx", g.inSize()));
  }

  @Override
  public Frame steps() {
    Geometry g = op.average().geometry();
    return new Frame(g.height() * g.width(), g.channels());
  }

  @Override
  public String shapes() {
    Geometry g = op.average().geometry();
    return g.out(g.channels()) + " -> " + g.in();
  }
}
