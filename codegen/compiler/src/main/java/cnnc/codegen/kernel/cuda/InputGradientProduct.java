package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** A convolution's input gradient as a product, or cuDNN's. */
public record InputGradientProduct(Op.ConvolutionInputGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("dy", g.outFrame(op.outChannels()).size()),
        Port.whole("w", g.weights(op.outChannels(), op.groups())),
        Port.out("dx", g.inSize()));
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(Product.inputGradient(op.geometry(), op.outChannels(), op.groups(), batch));
  }

  @Override
  public Optional<Cudnn> cudnn() {
    return Optional.of(
        new Cudnn(
            Cudnn.Operation.INPUT_GRADIENT, op.geometry(), op.outChannels(), op.groups()));
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), op.groups());
  }

  @Override
  public String shapes() {
    return op.geometry().out(op.outChannels()) + " -> " + op.geometry().in();
  }
}
