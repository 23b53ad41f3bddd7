package cnnc.codegen.schedule;

import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Tiling;

/** How much a call has to do, roughly: multiply-adds of a product, values of everything else. */
final class Work {
  /** About 20 us of one thread; waking another takes as long. */
  static final long WORTH_WAKING = 1 << 20;

  private Work() {}

  static long of(Op op, int batch) {
    return Tiling.of(op, batch)
        .map(t -> (long) t.rows() * t.columns() * t.depth())
        .orElseGet(() -> 8 * values(op, batch));
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
    return op instanceof Op.SumParts s ? (long) s.parts() * s.size() : Long.MAX_VALUE / 8;
  }
}
