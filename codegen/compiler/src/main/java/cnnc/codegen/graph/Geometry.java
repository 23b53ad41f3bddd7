package cnnc.codegen.graph;

import cnnc.dsl.model.Window;

/** A window sliding over an image of height x width x channels. */
public record Geometry(int height, int width, int channels, Window window) {
  public int outHeight() {
    return window.outputHeight(height);
  }

  public int outWidth() {
    return window.outputWidth(width);
  }

  /** Values of one image. */
  public int inSize() {
    return height * width * channels;
  }

  /** Positions of the window. */
  public int outPixels() {
    return outHeight() * outWidth();
  }

  /**
   * Window positions that one word of an argmax holds: four of a byte each for windows of up to 127
   * pixels, so that the top byte never makes the word a NaN; one for larger windows.
   */
  public int argmaxPerWord() {
    return window.height() * window.width() <= 127 ? 4 : 1;
  }

  /** Words of a row of the argmax, per channel. */
  public int argmaxColumns() {
    return (outWidth() + argmaxPerWord() - 1) / argmaxPerWord();
  }

  @Override
  public String toString() {
    return window + " over " + height + "x" + width + "x" + channels;
  }
}
