package cnnc.codegen.kernel.cpu;

/** How much work a task of a blocked kernel gets: the scheduler counts by it, the kernels obey. */
public enum BlockSize {
  /**
   * Outputs of a dense product; a multiple of every register tile. Each task reads all inputs, so
   * fewer outputs would mean more traffic, and more of them fewer tasks.
   */
  DENSE_COLUMNS(96),
  /** Rows of a dense weight gradient. */
  DENSE_ROWS(32),
  /** Input channels of transformed Winograd weights. */
  WINOGRAD_CHANNELS(8),
  /** Rows of a transpose. */
  TRANSPOSE_ROWS(64),
  /** Rows of weights that become columns at once; by measurement, of 4, 8 and 16. */
  TURNED_ROWS(8),
  /** Floats of a sum over parts. */
  SUM_FLOATS(1 << 13);

  private final int size;

  BlockSize(int size) {
    this.size = size;
  }

  public int size() {
    return size;
  }

  /** The same, or all items where they are fewer. */
  public int upTo(int items) {
    return Math.min(size, items);
  }

  /** Tasks for this many items. */
  public int tasks(int items) {
    return (items + size - 1) / size;
  }
}
