package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** The weight gradient of a dense layer, and its bias gradient as one more row. */
public record DenseWeightGradientProduct(Op.DenseWeightGradient op) implements CudaKernel {
  @Override
  public List<Port> ports() {
    return Ports.all(
        List.of(
            Port.in("x", op.in()), Port.in("dy", op.out()),
            Port.result("dw", (long) op.in() * op.out())),
        op.bias() ? List.of(Port.result("db", op.out())) : List.of());
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(new Product(op.in() + (op.bias() ? 1 : 0), op.out(), batch));
  }

  @Override
  public long macs() {
    return (long) op.in() * op.out();
  }

  @Override
  public String shapes() {
    return op.in() + ", " + op.out() + " -> " + op.in() + "x" + op.out();
  }
}
