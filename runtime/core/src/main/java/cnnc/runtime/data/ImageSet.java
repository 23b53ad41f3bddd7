package cnnc.runtime.data;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.InputFile;
import java.util.Arrays;

/**
 * Images and labels in memory.
 *
 * @param pixels one image after another, each height x width x channels, one byte a value
 * @param labels one for each image, from 0
 * @param fileStarts index of the first image of each file they came from, in order, from 0
 */
public record ImageSet(
    int height, int width, int channels, byte[] pixels, int[] labels, int[] fileStarts) {
  public ImageSet {
    Arguments.check(
        height >= 1 && width >= 1 && channels >= 1,
        "an image of " + height + "x" + width + "x" + channels + " holds no pixel");
    Arguments.check(
        pixels.length == (long) labels.length * height * width * channels,
        pixels.length + " bytes are not those of " + labels.length + " images of " + height + "x"
            + width + "x" + channels);
    Arguments.check(
        Arrays.stream(labels).allMatch(l -> l >= 0), "a label must be at least 0");
    for (int i = 0; i < fileStarts.length; i++) {
      int least = i == 0 ? 0 : fileStarts[i - 1] + 1;
      int most = i == 0 ? 0 : labels.length - 1;
      Arguments.check(
          fileStarts[i] >= least && fileStarts[i] <= most,
          "file " + i + " cannot begin at image " + fileStarts[i] + " of " + labels.length);
    }
    Arguments.check(
        fileStarts.length > 0 || labels.length == 0, "images need the place where a file begins");
  }

  /**
   * An array for the pixels of so many images.
   *
   * @throws Fault when they are too many
   */
  static byte[] room(long images, long imageSize, String of) {
    if (images * imageSize > InputFile.MOST_BYTES) {
      throw new Fault(
          "CNN0702",
          of + " have " + images * imageSize + " bytes of pixels, and 2^31 - 9 are the most: read them"
              + " smaller, or fewer");
    }
    return new byte[(int) (images * imageSize)];
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
    Arguments.check(
        index >= 0 && index < size(), "there is no image " + index + " of " + size());
    return Arrays.copyOfRange(pixels, index * imageSize(), (index + 1) * imageSize());
  }

  /** Equal when sizes, pixels, labels and files are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ImageSet s
        && height == s.height
        && width == s.width
        && channels == s.channels
        && Arrays.equals(labels, s.labels)
        && Arrays.equals(fileStarts, s.fileStarts)
        && Arrays.equals(pixels, s.pixels);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(labels) + Arrays.hashCode(pixels);
  }

  @Override
  public String toString() {
    return size() + " images of " + height + "x" + width + "x" + channels;
  }
}
