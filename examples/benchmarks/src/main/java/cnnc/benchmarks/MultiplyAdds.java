package cnnc.benchmarks;

import cnnc.runtime.parallel.Workers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Multiply-adds in registers, about as many as a step takes time for: what the machine can do. */
final class MultiplyAdds implements Contestant {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  static final int LANES = S.length();
  private static final int ROUNDS = 1 << 20;
  private static final int TASKS = 16;

  private final Workers workers;

  MultiplyAdds(int threads) {
    workers = new Workers(threads);
  }

  @Override
  public String name() {
    int threads = workers.threads();
    return "multiply-adds, " + threads + (threads == 1 ? " thread" : " threads");
  }

  @Override
  public void run() {
    workers.run((launch, task, worker) -> task(), 0, TASKS);
  }

  @Override
  public void close() {
    workers.close();
  }

  /** GFLOP/s of multiply-adds on twelve independent accumulators in registers. */
  static double peak() {
    double best = 0;
    for (int i = 0; i < 40; i++) {
      long start = System.nanoTime();
      task();
      double seconds = (System.nanoTime() - start) / 1e9;
      best = Math.max(best, 2.0 * 12 * LANES * ROUNDS / seconds / 1e9);
    }
    return best;
  }

  /** Looks at the sum, so that no JIT leaves it out. */
  private static void task() {
    if (Float.isNaN(multiplyAdds())) {
      throw new IllegalStateException("not a number");
    }
  }

  private static float multiplyAdds() {
    FloatVector f = FloatVector.broadcast(S, 1.0001f);
    FloatVector g = FloatVector.broadcast(S, 1e-9f);
    FloatVector a0 = g, a1 = g, a2 = g, a3 = g, a4 = g, a5 = g;
    FloatVector a6 = g, a7 = g, a8 = g, a9 = g, a10 = g, a11 = g;
    for (int i = 0; i < ROUNDS; i++) {
      a0 = a0.fma(f, g);
      a1 = a1.fma(f, g);
      a2 = a2.fma(f, g);
      a3 = a3.fma(f, g);
      a4 = a4.fma(f, g);
      a5 = a5.fma(f, g);
      a6 = a6.fma(f, g);
      a7 = a7.fma(f, g);
      a8 = a8.fma(f, g);
      a9 = a9.fma(f, g);
      a10 = a10.fma(f, g);
      a11 = a11.fma(f, g);
    }
    return a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7).add(a8).add(a9).add(a10)
        .add(a11).lane(0);
  }
}
