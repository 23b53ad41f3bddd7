package cnnc.runtime.cuda.gpu;

/**
 * A convolution of images that lie as height x width x channels with weights that lie as output x
 * tap x channel of the group; rows and columns of zeros are laid around the images.
 *
 * @param groups channels and outputs fall into so many; a group's outputs read its channels
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
    int right,
    int dilationY,
    int dilationX,
    int groups) {
  /** Channels that an output reads. */
  public int channelsOfGroup() {
    return channels / groups;
  }

  /** A key of letters and digits: equal for equal shapes. */
  public String key() {
    String more =
        dilationY == 1 && dilationX == 1 && groups == 1
            ? ""
            : "d" + dilationY + "x" + dilationX + "g" + groups;
    return "n" + images + "h" + height + "w" + width + "c" + channels + "o" + outChannels + "k"
        + windowHeight + "x" + windowWidth + "s" + strideY + "x" + strideX + "p" + top + "-"
        + bottom + "-" + left + "-" + right + more;
  }
}
