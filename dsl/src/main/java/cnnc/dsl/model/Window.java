package cnnc.dsl.model;

/**
 * A window that slides over an image.
 *
 * @param height rows of the window
 * @param width columns of the window
 * @param strideY rows between two windows
 * @param strideX columns between two windows
 */
public record Window(int height, int width, int strideY, int strideX, Padding padding) {
  /** Rows of the output: the number of windows that fit the padded rows. */
  public int outputHeight(int inputHeight) {
    return (inputHeight + padding.top() + padding.bottom() - height) / strideY + 1;
  }

  /** Columns of the output. */
  public int outputWidth(int inputWidth) {
    return (inputWidth + padding.left() + padding.right() - width) / strideX + 1;
  }

  @Override
  public String toString() {
    return height + "x" + width
        + (strideY == 1 && strideX == 1 ? "" : " stride " + strideY + "x" + strideX)
        + (padding.equals(new Padding(0, 0, 0, 0))
            ? ""
            : " pad [" + padding.top() + ", " + padding.bottom() + ", " + padding.left() + ", "
                + padding.right() + "]");
  }
}
