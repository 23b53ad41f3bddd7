package cnnc.runtime.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {
  private static final int HEIGHT = 13;
  private static final int WIDTH = 17;

  private static Picture read(byte[] file) throws BrokenPicture {
    return PictureReader.read(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp"})
  void coloursAreThoseOfTheFile(String format) throws BrokenPicture {
    BufferedImage image = Pictures.drawn(HEIGHT, WIDTH, BufferedImage.TYPE_3BYTE_BGR, 1);
    Picture found = read(Pictures.file(image, format));
    assertThat(found.channels()).isEqualTo(3);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int c = 0; c < 3; c++) {
          assertThat(found.values()[(y * WIDTH + x) * 3 + c] & 0xff)
              .isEqualTo(image.getRGB(x, y) >> 16 - 8 * c & 0xff);
        }
      }
    }
  }

  /** The samples of a gray file count, whatever a colour space would make of them. */
  @ParameterizedTest
  @CsvSource({"8,png", "8,bmp", "16,png"})
  void grayStaysGray(int bits, String format) throws BrokenPicture {
    BufferedImage image =
        new BufferedImage(
            256, 1, bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY);
    for (int x = 0; x < 256; x++) {
      image.getRaster().setSample(x, 0, 0, bits == 8 ? x : x << 8 | 0x7f);
    }
    Picture found = read(Pictures.file(image, format));
    Picture gray = found.in(1);
    for (int x = 0; x < 256; x++) {
      assertThat(gray.values()[x] & 0xff).isEqualTo(x);
    }
    assertThat(gray.in(3).in(1)).usingRecursiveComparison().isEqualTo(gray);
  }

  @Test
  void whatIsTransparentLiesOnWhite() throws BrokenPicture {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ff0000);
    image.setRGB(1, 0, 0xff0000ff);
    image.setRGB(2, 0, 0x80000000);
    assertThat(read(Pictures.file(image, "png")).values())
        .containsExactly(255, 255, 255, 0, 0, 255, 127, 127, 127);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif"})
  void palettesAreLookedUp(String format) throws BrokenPicture {
    byte[] steps = {0, 50, 100, (byte) 200};
    IndexColorModel colours = new IndexColorModel(2, 4, steps, new byte[4], steps);
    BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, colours);
    for (int x = 0; x < 4; x++) {
      image.getRaster().setSample(x, 0, 0, x);
    }
    assertThat(read(Pictures.file(image, format)).values())
        .containsExactly(0, 0, 0, 50, 0, 50, 100, 0, 100, 200, 0, 200);
  }

  /** By what a viewer shows: the first pixel of the file is where the camera's own corner is. */
  @ParameterizedTest
  @CsvSource({
    "1,false,0 1 2 3 4 5", "2,false,2 1 0 5 4 3", "3,false,5 4 3 2 1 0", "4,false,3 4 5 0 1 2",
    "5,true,0 3 1 4 2 5", "6,true,3 0 4 1 5 2", "7,true,5 2 4 1 3 0", "8,true,2 5 1 4 0 3"
  })
  void camerasAreTurnedUpright(int orientation, boolean turned, String order) {
    for (boolean little : new boolean[] {false, true}) {
      byte[] jpeg = Pictures.file(Pictures.drawn(8, 8, BufferedImage.TYPE_3BYTE_BGR, 2), "jpg");
      Orientation how = Orientation.of(Pictures.oriented(jpeg, orientation, little));
      Picture upright = new Picture(2, 3, 1, new byte[] {0, 1, 2, 3, 4, 5}).turned(how);
      assertThat(upright.height()).isEqualTo(turned ? 3 : 2);
      byte[] expected = new byte[6];
      for (int i = 0; i < 6; i++) {
        expected[i] = Byte.parseByte(order.split(" ")[i]);
      }
      assertThat(upright.values()).isEqualTo(expected);
    }
  }

  @Test
  void exifThatMakesNoSenseIsNone() {
    byte[] jpeg = Pictures.file(Pictures.drawn(8, 8, BufferedImage.TYPE_3BYTE_BGR, 2), "jpg");
    assertThat(Orientation.of(Pictures.oriented(jpeg, 9, true))).isEqualTo(Orientation.UPRIGHT);
    byte[] turned = Pictures.oriented(jpeg, 6, true);
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = Arrays.copyOf(turned, random.nextInt(60));
      for (int k = 2; k < damaged.length; k++) {
        damaged[k] = random.nextInt(8) == 0 ? (byte) random.nextInt() : damaged[k];
      }
      assertThat(Orientation.of(damaged)).isNotNull();
    }
  }

  /** JPEG's decoder is ImageIO's; nothing is done to its samples. */
  @Test
  void jpegIsAsImageIoHasIt() throws Exception {
    byte[] file = Pictures.file(Pictures.drawn(40, 50, BufferedImage.TYPE_3BYTE_BGR, 2), "jpg");
    BufferedImage there = ImageIO.read(new ByteArrayInputStream(file));
    Picture found = read(file);
    for (int i = 0; i < 40 * 50; i++) {
      int rgb = there.getRGB(i % 50, i / 50);
      for (int c = 0; c < 3; c++) {
        assertThat(found.values()[3 * i + c] & 0xff).isEqualTo(rgb >> 16 - 8 * c & 0xff);
      }
    }
  }

  /** Whole numbers against the same means in double precision. */
  @ParameterizedTest
  @CsvSource({
    "40,50,20,25", "40,50,7,31", "9,9,32,32", "100,3,10,10", "1,1,5,5", "64,64,64,64", "17,300,5,4"
  })
  void resamplingEqualsMeansInDoublePrecision(int h, int w, int height, int width)
      throws BrokenPicture {
    Picture from =
        PictureReader.of(Pictures.drawn(h, w, BufferedImage.TYPE_3BYTE_BGR, 7)).in(3);
    Picture found = PictureReader.fit(from, height, width, 3, Fit.STRETCH);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          double sum = 0;
          double weights = 0;
          for (int v = 0; v < h; v++) {
            double a = weight(v, y, h, height);
            for (int u = 0; u < w && a > 0; u++) {
              double weight = a * weight(u, x, w, width);
              sum += weight * (from.values()[(v * w + u) * 3 + c] & 0xff);
              weights += weight;
            }
          }
          int value = found.values()[(y * width + x) * 3 + c] & 0xff;
          assertThat(Math.abs(value - sum / weights)).isLessThan(1.01);
        }
      }
    }
  }

  private static double weight(int old, int place, int size, int count) {
    double scale = (double) size / count;
    return Math.max(
        0, 1 - Math.abs((old + 0.5 - (place + 0.5) * scale) / Math.max(1, scale)));
  }

  @Test
  void picturesFitAsIsSaid() throws BrokenPicture {
    byte[] values = new byte[20 * 40];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i % 40 < 10 ? 10 : i % 40 < 30 ? 100 : 200);
    }
    Picture wide = new Picture(20, 40, 1, values);
    assertThat(PictureReader.fit(wide, 20, 20, 1, Fit.COVER).values()).containsOnly(100);
    Picture inside = PictureReader.fit(wide, 20, 20, 1, Fit.CONTAIN);
    for (int y = 0; y < 20; y++) {
      boolean black = y < 5 || y >= 15;
      assertThat(inside.values()[20 * y + 10] == 0).isEqualTo(black);
    }
    Picture narrow = PictureReader.fit(wide, 20, 20, 1, Fit.STRETCH);
    assertThat(narrow.values()[0]).isEqualTo((byte) 10);
    assertThat(narrow.values()[19] & 0xff).isEqualTo(200);
    assertThat(PictureReader.fit(wide, 20, 40, 1, Fit.COVER)).isSameAs(wide);
  }

  /** 500 files that are broken in 20 ways. */
  @Test
  void whatIsBrokenIsSaidToBe() throws Exception {
    Random random = new Random(5);
    String[] formats = {"png", "jpg", "gif", "bmp"};
    int kinds = 20;
    for (int i = 0; i < 500; i++) {
      String format = formats[i % formats.length];
      int type = i % 3 == 0 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
      byte[] good = Pictures.file(Pictures.drawn(20 + i % 30, 30, type, i), format);
      byte[] bad = broken(good, i % kinds, random);
      long begin = System.nanoTime();
      assertThatThrownBy(() -> PictureReader.read(bad))
          .as(format + " broken in way " + i % kinds + ", number " + i)
          .isInstanceOf(BrokenPicture.class)
          .extracting(Throwable::getMessage).asString()
          .matches("(is|has|cannot|ends) .*").doesNotContain("Exception", "javax", "java.");
      assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    }
  }

  private static byte[] broken(byte[] good, int kind, Random random) throws Exception {
    byte[] text = "<html><body>Not found</body></html>".getBytes("US-ASCII");
    return switch (kind) {
      case 0 -> new byte[0];
      case 1 -> text;
      case 2 -> Arrays.copyOf(good, 1);
      case 3 -> Arrays.copyOf(good, 8);
      case 4 -> Arrays.copyOf(good, 20);
      case 5 -> Arrays.copyOf(good, good.length / 4);
      case 6 -> Arrays.copyOf(good, good.length / 2);
      case 7 -> Arrays.copyOf(good, good.length - good.length / 8);
      case 8 -> zeros(good, 0, 4);
      case 9 -> huge(100_000, 100_000);
      case 10 -> huge(Integer.MAX_VALUE, Integer.MAX_VALUE);
      case 11 -> huge(1 << 14, 1 << 14);
      case 12 -> huge(0, 5);
      case 13 -> huge(-1, -1);
      case 14 -> new byte[good.length];
      case 15 -> noise(good.length, random);
      case 16 -> zeros(good, 2, 10);
      case 17 -> "P6\n5 5\n255\n".getBytes("US-ASCII");
      case 18 -> new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9};
      default -> "GIF89a".getBytes("US-ASCII");
    };
  }

  private static byte[] zeros(byte[] good, int from, int to) {
    byte[] bad = good.clone();
    Arrays.fill(bad, from, to, (byte) 0);
    return bad;
  }

  private static byte[] noise(int length, Random random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A PNG whose header says that it is so large. */
  private static byte[] huge(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(45 + 12);
    png.putLong(0x89504e470d0a1a0aL).putInt(13).put("IHDR".getBytes());
    png.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    png.putInt((int) crc.getValue());
    return png.array();
  }
}
