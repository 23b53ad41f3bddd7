package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * The input gradient of a convolution: each tap adds gradient times weight.
 *
 * <p>Its weights have their input and output channels swapped.
 *
 * @param padded whether rows of weights are {@link PaddedColumns}; a row of results, whose vectors
 *     reach into the next pixels, is then made in a workspace
 */
public record DirectInputGradient(Op.ConvolutionInputGradient op, boolean padded)
    implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    int weights = g.weights(op.outChannels(), op.groups());
    return Ports.all(
        List.of(
            Port.in("dy", g.outFrame(op.outChannels()).size()),
            Port.whole("w", padded ? PaddedColumns.size(weights, g.channels()) : weights),
            Port.out("dx", g.inSize())),
        padded ? List.of(PaddedColumns.row(g.width() * g.channels())) : List.of());
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(Product.inputGradient(op.geometry(), op.outChannels(), op.groups(), batch));
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
