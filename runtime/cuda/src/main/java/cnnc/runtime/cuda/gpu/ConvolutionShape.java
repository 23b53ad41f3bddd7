package cnnc.runtime.cuda.gpu;

/**
 * A convolution of images that lie as height x width x channels with weights that lie as output x
 * tap x channel; rows and columns of zeros are laid around the images.
 */
public record ConvolutionShape(
    int images,
    int height,
    int width,
    int channels,
    int outHeight,
    int outWidth,
    int outChannels,
    int windowHeight,
    int windowWidth,
    int strideY,
    int strideX,
    int top,
    int bottom,
    int left,
    int right) {
  /** A key of letters and digits: equal for equal shapes. */
  public String key() {
    return "n" + images + "h" + height + "w" + width + "c" + channels + "o" + outChannels + "k"
        + windowHeight + "x" + windowWidth + "s" + strideY + "x" + strideX + "p" + top + "-"
        + bottom + "-" + left + "-" + right;
  }
}
