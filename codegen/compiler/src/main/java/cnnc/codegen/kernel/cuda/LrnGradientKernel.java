package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import java.util.List;
import java.util.Optional;

/**
 * The gradient of local response normalization.
 *
 * @param pool a pool behind it, whose gradient is made on the way
 */
public record LrnGradientKernel(Optional<MaxPoolGradientKernel> pool, Op.LrnGradient op)
    implements CudaKernel {
  @Override
  public List<Port> ports() {
    Frame frame = steps();
    return Ports.all(
        pool.map(p -> p.ports().subList(0, 2)).orElse(List.of(Port.in("dy", frame.size()))),
        List.of(Port.in("x", frame.size())),
        Ports.reads(op.result(), 2, frame),
        Ports.outputs(op.result(), frame),
        Ports.sums(op.result(), frame, false));
  }

  @Override
  public Frame steps() {
    return new Frame(op.height() * op.width(), op.channels());
  }

  @Override
  public int sums() {
    return op.result().sums().size();
  }

  @Override
  public long shared() {
    return 2 * padded(op.channels(), op.response()) + (sums() > 0 ? block(op.channels()) : 0);
  }

  @Override
  public String shapes() {
    return pool.map(MaxPoolGradientKernel::shapes)
        .orElse(op.height() + "x" + op.width() + "x" + op.channels());
  }
}
