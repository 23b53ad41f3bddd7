package cnnc.dsl.resolve.layer;

/**
 * A window along one direction of an image.
 *
 * @param size rows or columns of the image
 * @param window of the window
 * @param stride from one window to the next
 * @param dilation from one row or column of the window to its next
 */
record Axis(int size, int window, int stride, int dilation) {
  /** Windows up to this size may stand on images of any size. */
  private static final int SMALL_WINDOW = 64;
  private static final int MOST_REACH = 1 << 30;

  /** From the first to behind the last that a window sees. */
  long reach() {
    return (window - 1L) * dilation + 1;
  }

  /** Whether a window is so large that it sees all of the image wherever it stands. */
  boolean excessive() {
    return reach() > MOST_REACH || reach() > SMALL_WINDOW && reach() > 2L * size;
  }

  /** TensorFlow's SAME: as many zeros as let ceil(size / stride) windows fit. */
  int same() {
    long windows = (size + (long) stride - 1) / stride;
    return (int) Math.min(Integer.MAX_VALUE, Math.max((windows - 1) * stride + reach() - size, 0));
  }

  /**
   * Zeros after the image where the last window may stand out, as Caffe and PyTorch count: one that
   * would begin behind the image and the zeros before it is left out.
   *
   * @param before zeros before the image
   * @param after zeros after it that are written
   */
  int rounded(int before, int after) {
    long room = (long) size + before + after - reach();
    long windows = Math.floorDiv(room + stride - 1, stride) + 1;
    if ((windows - 1) * stride >= (long) size + before) {
      windows--;
    }
    return (int) Math.max(after, (windows - 1) * stride + reach() - size - before);
  }

  /** How many windows there are between these zeros. */
  long windows(int before, int after) {
    return Math.floorDiv((long) size + before + after - reach(), stride) + 1;
  }
}
