package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * The weight gradient of a local convolution: a product for each position, and its bias gradient as
 * one more row.
 */
public record LocalWeightGradientProduct(Op.LocalWeightGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return Ports.all(
        List.of(
            Port.in("x", g.inSize()), Port.in("dy", g.outFrame(op.outChannels()).size()),
            Port.result("dw", g.localWeights(op.outChannels()))),
        op.bias() ? List.of(Port.result("db", g.outFrame(op.outChannels()).size())) : List.of());
  }

  @Override
  public Optional<Product> product(int batch) {
    Geometry g = op.geometry();
    return Optional.of(
        new Product(
            g.outPixels(), g.window().taps() * g.channels() + (op.bias() ? 1 : 0),
            op.outChannels(), batch));
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), 1);
  }

  @Override
  public String shapes() {
    return op.geometry().weightGradient(op.outChannels(), 1) + " at each position";
  }
}
