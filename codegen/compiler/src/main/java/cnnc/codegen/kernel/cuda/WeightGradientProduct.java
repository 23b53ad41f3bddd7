package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** A convolution's weight gradient as a product, or cuDNN's. */
public record WeightGradientProduct(Op.ConvolutionWeightGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("x", g.inSize()),
        Port.in("dy", g.outFrame(op.outChannels()).size()),
        Port.result("dw", g.weights(op.outChannels(), op.groups())));
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(Product.weightGradient(op, batch));
  }

  @Override
  public Optional<Cudnn> cudnn() {
    return Optional.of(
        new Cudnn(
            Cudnn.Operation.WEIGHT_GRADIENT, op.geometry(), op.outChannels(), op.groups()));
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
