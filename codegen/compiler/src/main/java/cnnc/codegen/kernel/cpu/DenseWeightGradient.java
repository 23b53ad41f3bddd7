package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** The weight gradient of a dense layer; a task makes a block of rows. */
public record DenseWeightGradient(Op.DenseWeightGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    return List.of(
        Port.in("x", op.in()),
        Port.in("dy", op.out()),
        Port.result("dw", (long) op.in() * op.out()));
  }

  @Override
  public Optional<Product> product(int batch) {
    return Optional.of(new Product(op.in(), op.out(), batch));
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
