package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** The input gradient of a dense layer. */
public record DenseInputGradientProduct(Op.DenseInputGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    Frame out = new Frame(1, op.in());
    return Ports.all(
        List.of(Port.in("dy", op.out()), Port.whole("w", (long) op.in() * op.out())),
        Ports.reads(op.result(), 2, out),
        Ports.outputs(op.result(), out));
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(new Product(batch, op.in(), op.out()));
  }

  @Override
  public long macs() {
    return (long) op.in() * op.out();
  }

  @Override
  public String shapes() {
    return op.out() + " -> " + op.in();
  }
}
