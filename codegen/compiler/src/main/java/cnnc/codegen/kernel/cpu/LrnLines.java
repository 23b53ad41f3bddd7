package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Local response normalization; a line of pixels is squared between zeros. */
public record LrnLines(Op.Lrn op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    long size = (long) op.height() * op.width() * op.channels();
    long padded = op.channels() + 2L * op.response().radius();
    return List.of(Port.in("x", size), Port.out("y", size), Port.workspace(op.width() * padded));
  }

  @Override
  public String shapes() {
    return op.height() + "x" + op.width() + "x" + op.channels();
  }
}
