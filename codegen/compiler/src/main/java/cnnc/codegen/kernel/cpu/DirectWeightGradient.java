package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * The weight gradient of a convolution, tap by tap.
 *
 * @param padded whether gradients and sums get zeros behind their channels in a workspace, so that
 *     they are whole vectors
 */
public record DirectWeightGradient(Op.ConvolutionWeightGradient op, boolean padded)
    implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return Ports.all(
        List.of(
            Port.in("x", g.inSize()),
            Port.in("dy", g.outFrame(op.outChannels()).size()),
            Port.partialSums("dw", g.weights(op.outChannels(), op.groups()))),
        padded
            ? List.of(Port.workspace(sums() + (long) sumRows() * PaddedColumns.WIDTH))
            : List.of());
  }

  /** Where in the workspace sums begin, behind the gradients of an image. */
  public int sums() {
    return op.geometry().outPixels() * PaddedColumns.WIDTH;
  }

  /** Rows of sums. */
  public int sumRows() {
    return op.geometry().window().taps() * op.geometry().channels();
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
