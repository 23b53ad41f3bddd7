package cnnc.codegen.program;

/**
 * Memory that calls read and write, in floats.
 *
 * @param value the graph's value it holds, or -1 for scratch
 * @param perImage floats for each image of the batch, or in a workspace of a task
 * @param fixed floats beside those
 * @param offset in its space; -1 in arena and workspaces until they are planned
 */
public record Buffer(
    int id, String name, Space space, int value, int perImage, int fixed, int offset) {
  /** Where a buffer lies. */
  public enum Space {
    INPUT,
    LABELS,
    WEIGHTS,
    GRADIENTS,
    STATES,
    ARENA,
    /** Of the thread that runs a task, for that task alone: scratch, and values nobody else reads. */
    WORKSPACE
  }

  /** A cache line of floats: planned buffers begin at a multiple of it. */
  public static final int ALIGNMENT = 16;

  /**
   * Where the first cache line of a Java array begins: its header takes 16 bytes. Vectors that lie
   * across two lines cost twice.
   */
  public static final int FIRST_LINE = 12;

  /** Floats for so many images, rounded up to the alignment. */
  public long size(int images) {
    long exact = (long) perImage * images + fixed;
    return (exact + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  public Buffer in(Space newSpace) {
    return new Buffer(id, name, newSpace, value, perImage, fixed, offset);
  }

  public Buffer at(long newOffset) {
    return new Buffer(id, name, space, value, perImage, fixed, Math.toIntExact(newOffset));
  }
}
