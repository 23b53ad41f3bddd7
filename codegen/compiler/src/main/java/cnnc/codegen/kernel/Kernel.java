package cnnc.codegen.kernel;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a target runs at once. Operands, their sizes and their order are read here and nowhere else. */
public interface Kernel {
  /** Its operands, in the order in which a call hands them over. */
  List<Port> ports();

  /** The shapes it goes from and to, for people to read. */
  String shapes();

  /** About 3 us of one thread; others, who look for work between launches, come in less. */
  long WORTH_SHARING = 1 << 17;

  /** A value that goes through memory takes as long as so many multiply-adds. */
  int OF_VALUE = 8;

  /** How much it has to do for a batch, roughly, in multiply-adds. */
  default long work(int batch) {
    return product(batch)
        .map(Kernel::work)
        .orElseGet(
            () -> OF_VALUE
                * ports().stream()
                    .filter(p -> p.use() != Port.Use.WORKSPACE)
                    .mapToLong(p -> p.perImage() ? batch * p.size() : p.size())
                    .max()
                    .orElse(0));
  }

  /** Products of few rows wait for their weights. */
  private static long work(Product p) {
    long rows = p.rows();
    long columns = p.columns();
    long depth = p.depth();
    return p.count()
        * Math.max(
            rows * columns * depth, OF_VALUE * (rows * columns + columns * depth + depth * rows));
  }

  /** The streams that it draws random numbers from. */
  default SortedSet<Integer> streams() {
    return new TreeSet<>();
  }

  /** The matrix product that it is for a batch; nothing for one that is none. */
  default Optional<Product> product(int batch) {
    return Optional.empty();
  }

  /**
   * Multiply-adds of one image by the direct algorithm, whatever the kernel does; those with padding
   * count.
   */
  default long macs() {
    return 0;
  }
}
