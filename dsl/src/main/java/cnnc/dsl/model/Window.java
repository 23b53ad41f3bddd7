package cnnc.dsl.model;

/**
 * A window that slides over an image.
 *
 * @param height rows of the window
 * @param width columns of the window
 * @param strideY rows between two windows
 * @param strideX columns between two windows
 * @param dilationY rows from one of the window's to the next
 * @param dilationX columns from one of the window's to the next
 */
public record Window(
    int height, int width, int strideY, int strideX, int dilationY, int dilationX,
    Padding padding) {
  /** A window without holes. */
  public Window(int height, int width, int strideY, int strideX, Padding padding) {
    this(height, width, strideY, strideX, 1, 1, padding);
  }

  /** Rows of the image that a window reaches over. */
  public int reachY() {
    return (height - 1) * dilationY + 1;
  }

  /** Columns of the image that a window reaches over. */
  public int reachX() {
    return (width - 1) * dilationX + 1;
  }

  /** Rows of the output: the number of windows that fit the padded rows. */
  public int outputHeight(int inputHeight) {
    return (inputHeight + padding.top() + padding.bottom() - reachY()) / strideY + 1;
  }

  /** Columns of the output. */
  public int outputWidth(int inputWidth) {
    return (inputWidth + padding.left() + padding.right() - reachX()) / strideX + 1;
  }

  /** The window's positions. */
  public int taps() {
    return height * width;
  }

  @Override
  public String toString() {
    return height + "x" + width
        + (strideY == 1 && strideX == 1 ? "" : " stride " + strideY + "x" + strideX)
        + (dilationY == 1 && dilationX == 1 ? "" : " dilation " + dilationY + "x" + dilationX)
        + (padding.equals(Padding.NONE) ? "" : " pad " + padding);
  }
}
