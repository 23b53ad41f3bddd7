package cnnc.codegen.schedule;

import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Product;

/** How much a call has to do, roughly: multiply-adds, or values that go through memory. */
final class Work {
  /** About 3 us of one thread; others, who look for work between launches, come in less. */
  static final long WORTH_SHARING = 1 << 17;

  /** A value takes as long as so many multiply-adds. */
  private static final int OF_VALUE = 8;

  private Work() {}

  static long of(Op op, int batch) {
    return Product.of(op, batch).map(Work::of).orElseGet(() -> OF_VALUE * values(op, batch));
  }

  /** Products of few rows wait for their weights. */
  private static long of(Product p) {
    long rows = p.rows();
    long columns = p.columns();
    long depth = p.depth();
    return Math.max(
        rows * columns * depth, OF_VALUE * (rows * columns + columns * depth + depth * rows));
  }

  private static long values(Op op, int batch) {
    if (op instanceof Op.BiasGradient b) {
      return (long) batch * b.pixels() * b.channels();
    }
    if (op instanceof Op.Lrn l) {
      return (long) batch * l.height() * l.width() * l.channels();
    }
    if (op instanceof Op.LrnGradient l) {
      return (long) batch * l.height() * l.width() * l.channels();
    }
    if (op instanceof Op.SoftmaxCrossEntropy s) {
      return (long) batch * s.classes();
    }
    if (op instanceof Op.WinogradWeights w) {
      return (long) w.winograd().elements() * w.inChannels() * w.outChannels();
    }
    if (op instanceof Op.Transpose t) {
      return (long) t.count() * t.rows() * t.columns();
    }
    return op instanceof Op.SumParts s ? (long) s.parts() * s.size() : Long.MAX_VALUE / OF_VALUE;
  }
}
