package cnnc.runtime.data;

/**
 * Images and labels in memory.
 *
 * @param pixels one image after another, each height x width x channels, one byte a value
 * @param labels one for each image, from 0
 * @param fileStarts index of the first image of each file they came from
 */
public record ImageSet(
    int height, int width, int channels, byte[] pixels, int[] labels, int[] fileStarts) {
  public ImageSet {
    if (pixels.length != (long) labels.length * height * width * channels) {
      throw new IllegalArgumentException("pixels and labels do not fit together");
    }
  }

  public int size() {
    return labels.length;
  }

  /** Bytes of one image. */
  public int imageSize() {
    return height * width * channels;
  }

  /** The bytes of one image, height x width x channels. */
  public byte[] image(int index) {
    return java.util.Arrays.copyOfRange(
        pixels, index * imageSize(), (index + 1) * imageSize());
  }
}
