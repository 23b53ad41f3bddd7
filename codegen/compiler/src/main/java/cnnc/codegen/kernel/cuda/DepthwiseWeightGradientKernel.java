package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import java.util.List;
import java.util.Optional;

/**
 * The weight gradient of a convolution of each channel by itself: a sum over the batch for each tap.
 * Or cuDNN's.
 */
public record DepthwiseWeightGradientKernel(Op.ConvolutionWeightGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return new WeightGradientProduct(op).ports();
  }

  @Override
  public Frame steps() {
    return op.geometry().outFrame(op.outChannels());
  }

  @Override
  public Optional<Cudnn> cudnn() {
    return new WeightGradientProduct(op).cudnn();
  }

  @Override
  public int sums() {
    return op.geometry().window().taps();
  }

  @Override
  public long shared() {
    return block(op.outChannels());
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), op.groups());
  }

  @Override
  public String shapes() {
    return new WeightGradientProduct(op).shapes();
  }
}
