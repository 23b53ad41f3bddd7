package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;

/** The gradient of local response normalization, a line of pixels at a time. */
public record LrnLinesGradient(Op.LrnGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Frame frame = new Frame(op.height() * op.width(), op.channels());
    long kept = 2L * op.channels() + 2L * op.response().radius();
    return Ports.all(
        List.of(Port.in("dy", frame.size()), Port.in("x", frame.size())),
        Ports.reads(op.result(), 2, frame),
        Ports.outputs(op.result(), frame),
        Ports.sums(op.result(), frame, true),
        List.of(Port.workspace(op.width() * kept)));
  }

  @Override
  public String shapes() {
    return op.height() + "x" + op.width() + "x" + op.channels();
  }
}
