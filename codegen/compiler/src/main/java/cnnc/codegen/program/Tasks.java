package cnnc.codegen.program;

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
   * @param shared bytes of shared memory that a launch asks for
   * @param counters where blocks wait for each other
   */
  record Blocks(int count, int shared, int counters) implements Tasks {
    public static final int THREADS = 256;
  }

  /** Units of a task of images; 0 for other tasks. */
  default int each() {
    return this instanceof Alone a ? a.tasks.each() : 0;
  }
}
