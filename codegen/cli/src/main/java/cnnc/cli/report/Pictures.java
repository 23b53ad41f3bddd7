package cnnc.cli.report;

import cnnc.runtime.data.ImageSet;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Raw images, prepared ones and filters, as PNG. */
final class Pictures {
  static {
    // A cache on the disk would want to be removed when the program ends, also while it does.
    ImageIO.setUseCache(false);
  }

  private Pictures() {}

  /** Values of height x width x channels, from the least, which is black, to the greatest. */
  static BufferedImage scaled(float[] values, int at, int height, int width, int channels, int step, int zoom) {
    float low = Float.MAX_VALUE;
    float high = -Float.MAX_VALUE;
    for (int i = 0; i < height * width * channels; i++) {
      low = Math.min(low, values[at + i * step]);
      high = Math.max(high, values[at + i * step]);
    }
    float range = high > low ? high - low : 1;
    BufferedImage image = new BufferedImage(width * zoom, height * zoom, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height * zoom; y++) {
      for (int x = 0; x < width * zoom; x++) {
        int pixel = (y / zoom * width + x / zoom) * channels;
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          float value = values[at + (pixel + (channels >= 3 ? c : 0)) * step];
          rgb = rgb << 8 | Math.round(255 * (value - low) / range);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  /** An image of a set: in colours where there are three channels or more, else in shades of the first. */
  static BufferedImage of(ImageSet set, int index) {
    BufferedImage image =
        new BufferedImage(set.width(), set.height(), BufferedImage.TYPE_INT_RGB);
    byte[] pixels = set.image(index);
    for (int place = 0; place < set.width() * set.height(); place++) {
      int at = place * set.channels();
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | pixels[at + (set.channels() >= 3 ? c : 0)] & 0xff;
      }
      image.setRGB(place % set.width(), place / set.width(), rgb);
    }
    return image;
  }

  /** The same as a file. */
  static byte[] raw(ImageSet set, int index) {
    return png(of(set, index));
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }
}
