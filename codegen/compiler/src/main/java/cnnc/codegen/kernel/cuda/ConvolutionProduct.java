package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** A convolution as a product of windows by weights, or cuDNN's. */
public record ConvolutionProduct(Op.Convolution op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("x", g.inSize()),
        Port.whole("w", g.weights(op.outChannels(), op.groups())),
        Port.out("y", g.outFrame(op.outChannels()).size()));
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(Product.convolution(op.geometry(), op.outChannels(), op.groups(), batch));
  }

  @Override
  public Optional<Cudnn> cudnn() {
    return Optional.of(
        new Cudnn(
            Cudnn.Operation.CONVOLUTION, op.geometry(), op.outChannels(), op.groups()));
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
