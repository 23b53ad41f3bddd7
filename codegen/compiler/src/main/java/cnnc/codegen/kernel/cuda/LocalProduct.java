package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** A convolution with weights for each position: a product of images by weights for each. */
public record LocalProduct(Op.LocalConvolution op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return Ports.all(
        List.of(Port.in("x", g.inSize()), Port.whole("w", g.localWeights(op.outChannels()))),
        op.bias() ? List.of(Port.whole("b", g.outFrame(op.outChannels()).size())) : List.of(),
        Ports.reads(op.result(), op.bias() ? 3 : 2, g.outFrame(op.outChannels())),
        Ports.outputs(op.result(), g.outFrame(op.outChannels())));
  }

  @Override
  public Optional<Product> product(int batch) {
    Geometry g = op.geometry();
    return Optional.of(
        new Product(
            g.outPixels(), batch, op.outChannels(), g.window().taps() * g.channels()));
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), 1);
  }

  @Override
  public String shapes() {
    return op.geometry().in() + " -> " + op.geometry().out(op.outChannels());
  }
}
