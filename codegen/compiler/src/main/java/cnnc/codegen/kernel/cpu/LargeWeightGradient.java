package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * The weight gradient of a convolution whose weights are large: each task sums some input channels of
 * one tap over all images, so that none needs a copy of the weights.
 */
public record LargeWeightGradient(Op.ConvolutionWeightGradient op) implements CpuKernel {
  /** Input channels of a task. */
  public static final int CHANNELS = 32;

  /** Floats of weights from which on a copy for each group of images costs more than it gains. */
  private static final int LARGE = 1 << 19;

  /** Whether a gradient is large enough, and falls into such tasks. */
  public static boolean fits(Op.ConvolutionWeightGradient op) {
    return op.groups() == 1
        && op.geometry().channels() % CHANNELS == 0
        && op.geometry().weights(op.outChannels(), 1) >= LARGE;
  }

  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("x", g.inSize()),
        Port.in("dy", g.outFrame(op.outChannels()).size()),
        Port.result("dw", g.weights(op.outChannels(), 1)));
  }

  /** How many tasks there are. */
  public int tasks() {
    Geometry g = op.geometry();
    return g.window().taps() * (g.channels() / CHANNELS);
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(Product.weightGradient(op, batch));
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
