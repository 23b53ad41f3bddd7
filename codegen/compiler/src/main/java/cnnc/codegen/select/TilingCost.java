package cnnc.codegen.select;

import cnnc.codegen.kernel.cuda.Tiling;

/**
 * About how many cycles a GPU takes for a product, to choose between ways to cut it. The numbers were
 * fitted to what an H100 took for 14 products cut in up to 16 ways, in TF32; on another device the
 * choice is as good as its proportions are alike.
 */
final class TilingCost {
  /** Multiprocessors. */
  static final int PROCESSORS = 132;

  /** Blocks that run at the same time: as many as the shared memory takes. */
  static final int RUNNING = 2 * PROCESSORS;

  /** Multiply-adds of a multiprocessor in a cycle. */
  private static final double RATE = 220;

  /** A step of a block takes no less. */
  private static final double SHORTEST_STEP = 720;

  /** The first tiles come, the last results go. */
  private static final double BEGIN_AND_END = 2600;

  /** To hand a tile's sums over to the block that adds them up. */
  private static final double HAND_OVER = 4300;

  /** Bytes that a block reads of others' sums in a cycle. */
  private static final double READ = 64;

  private TilingCost() {}

  static double cycles(Tiling t) {
    int perProcessor = (t.blocks() + PROCESSORS - 1) / PROCESSORS;
    double steps = Math.ceil((double) t.allSteps() / t.blocks());
    double tile = (double) t.tileRows() * t.tileColumns();
    double busy = perProcessor * steps * tile * Tiling.STEP / RATE;
    double waiting = Math.ceil(perProcessor / 2.0) * steps * SHORTEST_STEP;
    double segments = Math.ceil(perProcessor / 2.0) * Math.max(1, Math.ceil(steps / t.steps()));
    return Math.max(busy, waiting) + segments * BEGIN_AND_END + addition(t, tile * Float.BYTES);
  }

  private static double addition(Tiling t, double bytes) {
    if (!t.sharesTiles()) {
      return 0;
    }
    double one = HAND_OVER + t.group() * bytes / READ;
    return t.groups() == 1 ? one : one + HAND_OVER + t.groups() * bytes / READ;
  }
}
