package cnnc.codegen.kernel.cpu;

import cnnc.codegen.kernel.Partition;

/** Into how many tasks a call falls. */
public sealed interface Tasks extends Partition {
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

    @Override
    public int whole() {
      return each % units == 0 ? each / units : 0;
    }
  }

  /** A fixed number. */
  record Fixed(int count) implements Tasks {
    @Override
    public int each() {
      return 0;
    }
  }

  /** So little work that other threads would come too late to help: none is asked. */
  record Inline(Tasks tasks) implements Tasks {
    @Override
    public int each() {
      return tasks.each();
    }

    @Override
    public int whole() {
      return tasks.whole();
    }
  }

  /** Units of a task of images; 0 for other tasks. */
  int each();

  /** Images of a task; 0 where tasks share images, or are not of images. */
  default int whole() {
    return 0;
  }
}
