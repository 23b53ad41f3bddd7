package cnnc.runtime.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Files of pictures for tests. */
public final class Pictures {
  private Pictures() {}

  /** One of smooth colours with some noise, drawn from a seed. */
  public static BufferedImage drawn(int height, int width, int type, long seed) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(seed);
    Graphics2D g = image.createGraphics();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        g.setColor(new Color(y * 255 / height, x * 255 / width, random.nextInt(256)));
        g.fillRect(x, y, 1, 1);
      }
    }
    g.dispose();
    return image;
  }

  public static byte[] file(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /** A JPEG file with an Exif orientation, in either byte order. */
  public static byte[] oriented(byte[] jpeg, int orientation, boolean little) {
    byte[] exif = {
      (byte) 0xff, (byte) 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
      (byte) (little ? 'I' : 'M'), (byte) (little ? 'I' : 'M'), (byte) (little ? 42 : 0),
      (byte) (little ? 0 : 42), (byte) (little ? 8 : 0), 0, 0, (byte) (little ? 0 : 8),
      (byte) (little ? 1 : 0), (byte) (little ? 0 : 1),
      (byte) (little ? 0x12 : 0x01), (byte) (little ? 0x01 : 0x12),
      (byte) (little ? 3 : 0), (byte) (little ? 0 : 3), (byte) (little ? 1 : 0), 0, 0,
      (byte) (little ? 0 : 1), (byte) (little ? orientation : 0),
      (byte) (little ? 0 : orientation), 0, 0, 0, 0, 0, 0
    };
    byte[] all = new byte[jpeg.length + exif.length];
    System.arraycopy(jpeg, 0, all, 0, 2);
    System.arraycopy(exif, 0, all, 2, exif.length);
    System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
    return all;
  }
}
