package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * A convolution by Winograd's algorithm.
 *
 * @param op the convolution, of images or of gradients
 * @param rows of tiles that are transformed at once
 */
public record WinogradConvolution(Winograd winograd, Op.Convolution op, int rows)
    implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    long weights = (long) winograd.elements() * g.channels() * op.outChannels();
    return Ports.all(
        List.of(Port.in("x", g.inSize()), Port.whole("u", weights)),
        op.bias() ? List.of(Port.whole("b", op.outChannels())) : List.of(),
        Ports.reads(op.result(), op.bias() ? 3 : 2, g.outFrame(op.outChannels())),
        Ports.outputs(op.result(), g.outFrame(op.outChannels())),
        List.of(Port.workspace(WinogradWorkspace.of(this).size())));
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
