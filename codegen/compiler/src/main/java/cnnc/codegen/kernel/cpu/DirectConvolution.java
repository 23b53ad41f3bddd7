package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * A convolution as it is written: each tap adds source times weight.
 *
 * @param padded whether rows of weights are {@link PaddedColumns}; a row of results, whose vectors
 *     reach into the next pixels, is then made in a workspace
 * @param blocks of channels that tasks make, where they do not make all of them; the weights are {@link
 *     BlockedColumns} then
 */
public record DirectConvolution(Op.Convolution op, boolean padded, Optional<ChannelBlocks> blocks)
    implements CpuKernel {
  /** All channels of each pixel, by weights as they are. */
  public DirectConvolution(Op.Convolution op) {
    this(op, false, Optional.empty());
  }

  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    int weights = g.weights(op.outChannels(), op.groups());
    return Ports.all(
        List.of(
            Port.in("x", g.inSize()),
            Port.whole("w", padded ? PaddedColumns.size(weights, op.outChannels()) : weights)),
        op.bias() ? List.of(Port.whole("b", op.outChannels())) : List.of(),
        Ports.reads(op.result(), op.bias() ? 3 : 2, g.outFrame(op.outChannels())),
        Ports.outputs(op.result(), g.outFrame(op.outChannels())),
        padded ? List.of(PaddedColumns.row(g.outWidth() * op.outChannels())) : List.of());
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(Product.convolution(op.geometry(), op.outChannels(), op.groups(), batch));
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
