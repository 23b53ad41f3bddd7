package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** The weight gradient of a convolution of each channel by itself. */
public record DepthwiseWeightGradient(Op.ConvolutionWeightGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return new DirectWeightGradient(op, false).ports();
  }

  @Override
  public long macs() {
    return op.macs();
  }

  @Override
  public String shapes() {
    return op.shapes();
  }
}
