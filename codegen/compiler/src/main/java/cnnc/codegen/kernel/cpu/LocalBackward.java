package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/**
 * The input gradient of a local convolution; a task makes a pixel of all images. Its weights have
 * their input and output channels swapped.
 */
public record LocalBackward(Op.LocalInputGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Geometry g = op.geometry();
    return List.of(
        Port.in("dy", g.outFrame(op.outChannels()).size()),
        Port.whole("w", g.localWeights(op.outChannels())),
        Port.out("dx", g.inSize()));
  }

  @Override
  public Optional<Product> product(int batch) {
    Geometry g = op.geometry();
    return Optional.of(
        new Product(
            g.height() * g.width(), batch, g.channels(), g.window().taps() * op.outChannels()));
  }

  @Override
  public long macs() {
    return op.geometry().macs(op.outChannels(), 1);
  }

  @Override
  public String shapes() {
    return op.geometry().out(op.outChannels()) + " -> " + op.geometry().in();
  }
}
