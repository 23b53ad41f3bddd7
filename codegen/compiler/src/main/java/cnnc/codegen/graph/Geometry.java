package cnnc.codegen.graph;

import cnnc.dsl.model.Padding;
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

  /** Multiply-adds of a convolution with so many output channels. */
  public long macs(int outChannels, int groups) {
    return (long) outPixels() * window.taps() * (channels / groups) * outChannels;
  }

  /** Weights of a convolution with so many output channels. */
  public int weights(int outChannels, int groups) {
    return Math.multiplyExact(Math.multiplyExact(window.taps(), channels / groups), outChannels);
  }

  /** Weights where each position of the window has its own. */
  public int localWeights(int outChannels) {
    return Math.multiplyExact(outPixels(), weights(outChannels, 1));
  }

  /** Whether such a convolution makes each channel of one alone. */
  public boolean depthwise(int outChannels, int groups) {
    return groups > 1 && groups == channels && outChannels == channels;
  }

  /** The window's positions, by so many channels. */
  public Frame outFrame(int outChannels) {
    return new Frame(outPixels(), outChannels);
  }

  /** Positions of the window. */
  public int outPixels() {
    return outHeight() * outWidth();
  }

  /** Whether there is one position of the window, with the whole image and nothing else under it. */
  public boolean global() {
    return window.height() == height && window.width() == width
        && window.padding().equals(Padding.NONE);
  }

  /**
   * Window positions that one word of an argmax holds: four of a byte each for windows of up to 127
   * pixels, so that the top byte never makes the word a NaN; one for larger windows.
   */
  public int argmaxPerWord() {
    return window.taps() <= 127 ? 4 : 1;
  }

  /** Words of a row of the argmax, per channel. */
  public int argmaxColumns() {
    return (outWidth() + argmaxPerWord() - 1) / argmaxPerWord();
  }

  /** Words of the argmax of one image. */
  public int argmaxWords() {
    return outHeight() * argmaxColumns() * channels;
  }

  /** The shapes of a weight gradient, for people to read. */
  public String weightGradient(int outChannels, int groups) {
    return in() + ", " + out(outChannels) + " -> " + window.height() + "x" + window.width() + "x"
        + channels / groups + "x" + outChannels;
  }

  @Override
  public String toString() {
    return window + " over " + in();
  }

  /** The image's shape, for people to read. */
  public String in() {
    return height + "x" + width + "x" + channels;
  }

  /** The shape of so many channels at the window's positions. */
  public String out(int outChannels) {
    return outHeight() + "x" + outWidth() + "x" + outChannels;
  }
}
