package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;

/** A convolution of each channel by itself, on vectors of channels. */
public record DepthwiseConvolution(Op.Convolution op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return new DirectConvolution(op).ports();
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), op.groups());
  }

  @Override
  public String shapes() {
    return op.geometry().in() + " -> " + op.geometry().out(op.outChannels());
  }
}
