package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** A dense layer; a task makes a block of columns of all images. */
public record DenseForward(Op.Dense op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    Frame out = new Frame(1, op.out());
    return Ports.all(
        List.of(Port.in("x", op.in()), Port.whole("w", (long) op.in() * op.out())),
        op.bias() ? List.of(Port.whole("b", op.out())) : List.of(),
        Ports.reads(op.result(), op.bias() ? 3 : 2, out),
        Ports.outputs(op.result(), out));
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(new Product(batch, op.out(), op.in()));
  }

  @Override
  public long macs() {
    return (long) op.in() * op.out();
  }

  @Override
  public String shapes() {
    return op.in() + " -> " + op.out();
  }
}
