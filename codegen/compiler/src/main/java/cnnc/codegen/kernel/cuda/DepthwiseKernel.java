package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;
import java.util.Optional;

/** A convolution of each channel by itself, or cuDNN's. */
public record DepthwiseKernel(Op.Convolution op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return new ConvolutionProduct(op).ports();
  }

  @Override
  public Frame steps() {
    return op.geometry().outFrame(op.outChannels());
  }

  @Override
  public Optional<Cudnn> cudnn() {
    return new ConvolutionProduct(op).cudnn();
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), op.groups());
  }

  @Override
  public String shapes() {
    return new ConvolutionProduct(op).shapes();
  }
}
