package com.example.mnist;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * {@code MakeDigits DIR N}: draws N digits to learn from and N / 5 to judge by, with seven strokes as on
 * an old display, shaky and of any width, and writes the four files of MNIST's format.
 */
public final class MakeDigits {
  private static final int SIZE = 28;

  /** Which strokes a digit has: top, both upper, middle, both lower, bottom. */
  private static final String[] STROKES = {
    "1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111",
    "1111011"
  };

  /** From x, y to x, y in halves of the digit's width. */
  private static final int[][] LINES = {
    {0, 0, 2, 0}, {0, 0, 0, 2}, {2, 0, 2, 2}, {0, 2, 2, 2}, {0, 2, 0, 4}, {2, 2, 2, 4}, {0, 4, 2, 4}
  };

  private MakeDigits() {}

  public static void main(String[] args) throws IOException {
    draw(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  static void draw(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(1);
    write(folder, "train", count, random);
    write(folder, "t10k", count / 5, random);
  }

  private static void write(Path folder, String part, int count, Random random) throws IOException {
    try (DataOutputStream images = gzip(folder.resolve(part + "-images-idx3-ubyte.gz"));
        DataOutputStream labels = gzip(folder.resolve(part + "-labels-idx1-ubyte.gz"))) {
      // A magic number says bytes (8) in so many dimensions; then come the dimensions.
      for (int number : new int[] {0x803, count, SIZE, SIZE}) {
        images.writeInt(number);
      }
      for (int number : new int[] {0x801, count}) {
        labels.writeInt(number);
      }
      for (int i = 0; i < count; i++) {
        int digit = random.nextInt(10);
        images.write(digit(digit, random));
        labels.write(digit);
      }
    }
  }

  private static DataOutputStream gzip(Path file) throws IOException {
    return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file)));
  }

  /** 28 x 28 shades, white on black. */
  static byte[] digit(int digit, Random random) {
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.setStroke(
        new BasicStroke(
            1.5f + 2 * random.nextFloat(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.translate(9 + 2 * random.nextDouble(), 5 + 2 * random.nextDouble());
    g.shear(-0.2 * random.nextDouble(), 0.1 * random.nextGaussian());
    double half = 3.5 + random.nextDouble();
    for (int s = 0; s < LINES.length; s++) {
      if (STROKES[digit].charAt(s) == '1') {
        int[] l = LINES[s];
        g.draw(
            new Line2D.Double(
                half * l[0] + shake(random), half * l[1] + shake(random),
                half * l[2] + shake(random), half * l[3] + shake(random)));
      }
    }
    g.dispose();
    return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
  }

  private static double shake(Random random) {
    return 0.5 * random.nextGaussian();
  }
}
