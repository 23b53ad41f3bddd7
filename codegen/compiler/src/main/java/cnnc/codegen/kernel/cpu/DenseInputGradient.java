package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Product;
import java.util.List;
import java.util.Optional;

/** The input gradient of a dense layer; a task turns its columns of the weights in its workspace. */
public record DenseInputGradient(Op.DenseInputGradient op) implements CpuKernel {
  @Override
  public List<Port> ports() {
    int rows = BlockSize.DENSE_COLUMNS.upTo(op.in()) + BlockSize.TURNED_ROWS.size();
    return List.of(
        Port.in("dy", op.out()),
        Port.whole("w", (long) op.in() * op.out()),
        Port.out("dx", op.in()),
        Port.workspace((long) rows * op.out()));
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
