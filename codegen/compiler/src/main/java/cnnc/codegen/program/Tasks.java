package cnnc.codegen.program;

import java.util.Optional;

/** Into how many independent tasks a call falls; never a matter of the number of threads. */
public sealed interface Tasks {
  /**
   * As many as the images at work take.
   *
   * @param units that an image consists of: one, or the rows that tasks may share
   * @param each units of a task, of the images in their order; the last task has what is left
   */
  record Images(int units, int each) implements Tasks {
    /** Tasks of whole images. */
    public static Images of(int units, int images) {
      return new Images(units, Math.multiplyExact(units, images));
    }

    /** Images of a task; 0 where tasks share images. */
    public int whole() {
      return each % units == 0 ? each / units : 0;
    }
  }

  /** A fixed number. */
  record Fixed(int count) implements Tasks {}

  /** So little work that other threads would come too late to help. */
  record Alone(Tasks tasks) implements Tasks {}

  /**
   * On a GPU, blocks of {@link #THREADS} threads.
   *
   * @param counters where blocks wait for each other
   * @param tiling how they share a product, where it is one
   */
  record Blocks(int count, int counters, Optional<Tiling> tiling) implements Tasks {
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

  /** Units of a task of images; 0 for other tasks. */
  default int each() {
    return this instanceof Alone a ? a.tasks.each() : 0;
  }
}
