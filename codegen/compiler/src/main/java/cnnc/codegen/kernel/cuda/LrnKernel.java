package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** Local response normalization of a value that is there. */
public record LrnKernel(Op.Lrn op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return List.of(Port.in("x", steps().size()), Port.out("z", steps().size()));
  }

  @Override
  public Frame steps() {
    return new Frame(op.height() * op.width(), op.channels());
  }

  @Override
  public long shared() {
    return padded(op.channels(), op.response());
  }

  @Override
  public String shapes() {
    return op.height() + "x" + op.width() + "x" + op.channels();
  }
}
