package cnnc.runtime.picture;

import cnnc.runtime.fault.Arguments;

/**
 * A picture in memory.
 *
 * @param channels 1 for gray, 3 for red, green, blue
 * @param values height x width x channels, one byte a value
 */
public record Picture(int height, int width, int channels, byte[] values) {
  public Picture {
    Arguments.check(channels == 1 || channels == 3, "a picture has 1 or 3 channels, not " + channels);
    Arguments.check(
        height >= 1 && width >= 1 && values.length == (long) height * width * channels,
        values.length + " bytes are no picture of " + height + "x" + width + "x" + channels);
  }

  /** The same in so many channels: gray of colours by their luma (ITU-R BT.601). */
  public Picture in(int wanted) {
    if (wanted == channels) {
      return this;
    }
    byte[] other = new byte[height * width * wanted];
    for (int i = 0; i < height * width; i++) {
      if (wanted == 1) {
        int r = values[3 * i] & 0xff;
        int g = values[3 * i + 1] & 0xff;
        int b = values[3 * i + 2] & 0xff;
        other[i] = (byte) ((299 * r + 587 * g + 114 * b + 500) / 1000);
      } else {
        other[3 * i] = other[3 * i + 1] = other[3 * i + 2] = values[i];
      }
    }
    return new Picture(height, width, wanted, other);
  }

  /** As a camera held like this saw it. */
  Picture turned(Orientation how) {
    if (how == Orientation.UPRIGHT) {
      return this;
    }
    int h = how.turns() ? width : height;
    int w = how.turns() ? height : width;
    byte[] other = new byte[values.length];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        int fromY = how.turns() ? x : y;
        int fromX = how.turns() ? y : x;
        fromY = how.flipsRows() ? height - 1 - fromY : fromY;
        fromX = how.flipsColumns() ? width - 1 - fromX : fromX;
        System.arraycopy(
            values, (fromY * width + fromX) * channels, other, (y * w + x) * channels, channels);
      }
    }
    return new Picture(h, w, channels, other);
  }
}
