package cnnc.codegen.program;

/**
 * Memory that calls read and write, in floats.
 *
 * @param value the graph's value it holds, or -1 for scratch
 * @param perImage floats for each image of the batch
 * @param fixed floats beside those
 * @param offset in its space, for an arena buffer only once it is planned, else -1
 */
public record Buffer(
    int id, String name, Space space, int value, int perImage, int fixed, int offset) {
  /** Where a buffer lies. */
  public enum Space {
    INPUT,
    LABELS,
    WEIGHTS,
    GRADIENTS,
    ARENA,
    /** Of the thread that runs a task, for that task alone. */
    WORKSPACE
  }

  /** A cache line of floats: every arena buffer begins at a multiple of it. */
  public static final int ALIGNMENT = 16;

  /** Floats for a batch, rounded up to the alignment. */
  public long size(int batch) {
    long exact = (long) perImage * batch + fixed;
    return (exact + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  public Buffer at(long newOffset) {
    return new Buffer(id, name, space, value, perImage, fixed, Math.toIntExact(newOffset));
  }
}
