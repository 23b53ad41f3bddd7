package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** The input gradient of a convolution of each channel by itself; its weights lie as they are. */
public record DepthwiseInputGradient(Op.ConvolutionInputGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return new DirectInputGradient(op, false).ports();
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), op.groups());
  }

  @Override
  public String shapes() {
    return op.geometry().out(op.outChannels()) + " -> " + op.geometry().in();
  }
}
