package cnnc.runtime.picture;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads PNG, JPEG, BMP, GIF (its first image) and what else ImageIO has plugins for. Samples are taken as
 * ImageIO gives them: of sixteen bits the upper eight count, what is transparent lies on white, and a
 * colour profile is applied where the format's reader does that, as the JDK's does for JPEG.
 */
public final class PictureReader {
  /** More would not fit into the heap of most applications, and is no picture for a network. */
  public static final long MOST_PIXELS = 1L << 26;

  /** As many as JPEG can have; what is longer and has few pixels is no picture either. */
  private static final int MOST_SIDE = 1 << 16;

  /** Values that an array can have. */
  private static final long MOST_VALUES = Integer.MAX_VALUE - 8;

  private PictureReader() {}

  /**
   * Decodes a file as it is held upright.
   *
   * @throws BrokenPicture when it is none, or a part of it is missing
   */
  public static Picture read(byte[] file) throws BrokenPicture {
    if (file.length == 0) {
      throw new BrokenPicture("is empty");
    }
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new BrokenPicture("is no picture of a known format");
      }
      ImageReader reader = readers.next();
      try {
        return of(decoded(reader, in)).turned(Orientation.of(file));
      } finally {
        reader.dispose();
      }
    } catch (EOFException cut) {
      throw new BrokenPicture("is cut off");
    } catch (IOException | RuntimeException | StackOverflowError fault) {
      // Decoders of hostile files throw whatever comes.
      throw new BrokenPicture("cannot be decoded" + reason(fault));
    }
  }

  /**
   * A picture in these channels, brought to a size.
   *
   * @throws BrokenPicture when no array could hold what lies between
   */
  public static Picture fit(Picture picture, int height, int width, int channels, Fit fit)
      throws BrokenPicture {
    if ((long) picture.height() * width * channels > MOST_VALUES) {
      throw new BrokenPicture("is too high to be brought to " + height + "x" + width);
    }
    return Resampler.fit(picture.in(channels), height, width, fit);
  }

  private static BufferedImage decoded(ImageReader reader, ImageInputStream in)
      throws IOException, BrokenPicture {
    String[] warning = new String[1];
    reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
    reader.setInput(in, true, true);
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    checkSize(height, width);
    BufferedImage image = reader.read(0);
    // Of a JPEG that ends too early the reader makes up the rest, and warns.
    boolean cut = warning[0] != null && warning[0].toLowerCase(Locale.ROOT).contains("premature end");
    if (cut) {
      throw new BrokenPicture("is cut off");
    }
    return image;
  }

  private static void checkSize(int height, int width) throws BrokenPicture {
    if ((long) width * height > MOST_PIXELS || Math.max(width, height) > MOST_SIDE) {
      throw new BrokenPicture(
          "is " + width + " pixels wide and " + height
              + " high, and 2^26 pixels, of which 2^16 lie on a side, are the most");
    }
  }

  private static String reason(Throwable fault) {
    String text = fault.getMessage();
    return text == null || text.isBlank() || !(fault instanceof IOException)
        ? ""
        : ": " + text.lines().findFirst().orElse("").strip();
  }

  /**
   * A decoded image.
   *
   * @throws BrokenPicture when it is too large, or has other colours than gray or red, green and blue
   */
  public static Picture of(BufferedImage image) throws BrokenPicture {
    checkSize(image.getHeight(), image.getWidth());
    ColorModel colours = image.getColorModel();
    boolean samples =
        !(colours instanceof IndexColorModel)
            && image.getRaster().getNumDataElements() == image.getRaster().getNumBands()
            && !colours.isAlphaPremultiplied()
            && (colours.getTransferType() == DataBuffer.TYPE_BYTE
                || colours.getTransferType() == DataBuffer.TYPE_USHORT);
    return samples ? sampled(image, colours) : converted(image);
  }

  /** Palettes, and pixels that are one number. */
  private static Picture converted(BufferedImage image) {
    int h = image.getHeight();
    int w = image.getWidth();
    byte[] values = new byte[h * w * 3];
    int[] row = new int[w];
    for (int y = 0; y < h; y++) {
      image.getRGB(0, y, w, 1, row, 0, w);
      for (int x = 0; x < w; x++) {
        int alpha = row[x] >>> 24;
        for (int c = 0; c < 3; c++) {
          values[(y * w + x) * 3 + c] = onWhite(row[x] >> 16 - 8 * c & 0xff, alpha);
        }
      }
    }
    return new Picture(h, w, 3, values);
  }

  /** Samples that stand for themselves; a conversion would change what is called linear gray. */
  private static Picture sampled(BufferedImage image, ColorModel colours) throws BrokenPicture {
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int channels = colours.hasAlpha() ? bands - 1 : bands;
    boolean known =
        channels == 1 || channels == 3 && colours.getColorSpace().getType() == ColorSpace.TYPE_RGB;
    if (!known) {
      throw new BrokenPicture(
          "has colours that are neither gray nor red, green and blue: save it as RGB");
    }
    int h = image.getHeight();
    int w = image.getWidth();
    byte[] values = new byte[h * w * channels];
    int[] row = new int[w * bands];
    for (int y = 0; y < h; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, w, 1, row);
      for (int x = 0; x < w; x++) {
        int alpha = colours.hasAlpha() ? eight(row[x * bands + channels], colours, channels) : 255;
        for (int c = 0; c < channels; c++) {
          values[(y * w + x) * channels + c] = onWhite(eight(row[x * bands + c], colours, c), alpha);
        }
      }
    }
    return new Picture(h, w, channels, values);
  }

  /** A sample in eight bits. */
  private static int eight(int sample, ColorModel colours, int band) {
    int bits = colours.getComponentSize(band);
    return bits == 8 ? sample : bits > 8 ? sample >> bits - 8 : sample * 255 / ((1 << bits) - 1);
  }

  private static byte onWhite(int value, int alpha) {
    return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}
