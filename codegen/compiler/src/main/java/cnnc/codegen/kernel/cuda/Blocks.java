package cnnc.codegen.kernel.cuda;

import cnnc.codegen.kernel.Partition;
import java.util.Optional;

/**
 * Blocks of {@link #THREADS} threads.
 *
 * @param counters where blocks wait for each other
 * @param tiling how they share a product, where it is one
 */
public record Blocks(int count, int counters, Optional<Tiling> tiling) implements Partition {
  public static final int THREADS = 256;

  /** Blocks whose sums over pixels are added up in one go. */
  public static final int GROUP = 24;

  /** Blocks that share a product. */
  public static Blocks of(Tiling tiling) {
    return new Blocks(tiling.blocks(), tiling.counters(), Optional.of(tiling));
  }

  /** Neighbouring channels that a thread handles at once: four where rows are made of fours. */
  public static int together(int channels) {
    return channels % 4 == 0 ? 4 : 1;
  }

  /** Pixels whose channels a block handles at once. */
  public static int pixels(int channels) {
    return Math.max(1, THREADS / (channels / together(channels)));
  }

  /** Bytes of shared memory that a launch asks for. */
  public int shared() {
    return tiling.map(Tiling::sharedBytes).orElse(0);
  }
}
