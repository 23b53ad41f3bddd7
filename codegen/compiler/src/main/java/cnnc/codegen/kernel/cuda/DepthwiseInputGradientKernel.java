package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;
import java.util.Optional;

/** The input gradient of a convolution of each channel by itself, or cuDNN's. */
public record DepthwiseInputGradientKernel(Op.ConvolutionInputGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return new InputGradientProduct(op).ports();
  }

  @Override
  public Frame steps() {
    Geometry g = op.geometry();
    return new Frame(g.height() * g.width(), g.channels());
  }

  @Override
  public Optional<Cudnn> cudnn() {
    return new InputGradientProduct(op).cudnn();
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), op.groups());
  }

  @Override
  public String shapes() {
    return new InputGradientProduct(op).shapes();
  }
}
