package com.example.photos;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** {@code MakePictures DIR N}: draws N pictures of each class to learn from, and N / 5 to judge by. */
public final class MakePictures {
  private static final String[] CLASSES = {"circles", "squares", "stripes"};
  private static final String[] TYPES = {"png", "jpg", "gif", "bmp"};

  private MakePictures() {}

  public static void main(String[] args) throws IOException {
    draw(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  static void draw(Path folder, int count) throws IOException {
    Random random = new Random(1);
    for (String name : CLASSES) {
      for (int i = 0; i < count; i++) {
        write(folder.resolve("train"), name, i, random);
      }
      for (int i = 0; i < count / 5; i++) {
        write(folder.resolve("test"), name, i, random);
      }
    }
  }

  private static void write(Path part, String name, int number, Random random) throws IOException {
    String type = TYPES[number % TYPES.length];
    Path file = part.resolve(name).resolve(name + number + "." + type);
    Files.createDirectories(file.getParent());
    ImageIO.write(picture(name, random), type, file.toFile());
  }

  static BufferedImage picture(String name, Random random) {
    int width = 60 + random.nextInt(120);
    int height = 60 + random.nextInt(120);
    boolean gray = random.nextInt(6) == 0;
    BufferedImage image =
        new BufferedImage(
            width, height, gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(new Color(random.nextInt(100), random.nextInt(100), random.nextInt(100)));
    g.fillRect(0, 0, width, height);
    int side = Math.min(width, height);
    for (int n = 0; n < 3; n++) {
      g.setColor(
          new Color(
              130 + random.nextInt(120), 130 + random.nextInt(120), 130 + random.nextInt(120)));
      int size = side / 5 + random.nextInt(side / 4);
      int x = width / 2 - side / 3 + random.nextInt(side / 2);
      int y = height / 2 - side / 3 + random.nextInt(side / 2);
      switch (name) {
        case "circles" -> g.fillOval(x, y, size, size);
        case "squares" -> g.fillRect(x, y, size, size);
        default -> {
          g.setStroke(new BasicStroke(side / 30f));
          for (int k = 0; k < 5; k++) {
            g.drawLine(0, y + k * side / 12, width, x + k * side / 12);
          }
        }
      }
    }
    g.dispose();
    return image;
  }
}
