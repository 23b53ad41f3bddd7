package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * The weight gradient of a convolution by Winograd's algorithm.
 *
 * @param rows of tiles that are transformed at once
 */
public record WinogradWeightGradient(
    Winograd winograd, Op.ConvolutionWeightGradient op, int rows) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("x", g.inSize()),
        Port.in("dy", g.outFrame(op.outChannels()).size()),
        Port.partialSums("dw", g.weights(op.outChannels(), op.groups())),
        Port.workspace(WinogradWorkspace.of(this).size()));
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
