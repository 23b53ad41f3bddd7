package cnnc.cli.report;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Images side by side in a PNG, row after row. */
public final class ContactSheet {
  /** Small images are enlarged to about this size. */
  private static final int TILE = 96;

  private static final int LARGEST_TILE = 256;
  private static final int GAP = 4;
  private static final int MOST_COLUMNS = 10;

  private ContactSheet() {}

  /** How many images a row has. */
  public static int columns(int images) {
    return Math.min(MOST_COLUMNS, Math.max(1, (int) Math.ceil(Math.sqrt(images))));
  }

  /** A picture that is not too large for a sheet of many. */
  public static BufferedImage tile(BufferedImage picture) {
    int longer = Math.max(picture.getHeight(), picture.getWidth());
    if (longer <= LARGEST_TILE) {
      return picture;
    }
    int height = Math.max(1, picture.getHeight() * LARGEST_TILE / longer);
    int width = Math.max(1, picture.getWidth() * LARGEST_TILE / longer);
    BufferedImage smaller = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = smaller.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return smaller;
  }

  /** Writes some images of a set. */
  public static void write(Path file, ImageSet set, List<Integer> images) {
    write(file, images.stream().map(i -> tile(Pictures.of(set, i))).toList(), columns(images.size()));
  }

  /** Writes pictures in so many columns. */
  public static void write(Path file, List<BufferedImage> pictures, int columns) {
    int height = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElse(1);
    int width = pictures.stream().mapToInt(BufferedImage::getWidth).max().orElse(1);
    int zoom = Math.max(1, TILE / Math.max(height, width));
    int rows = (pictures.size() + columns - 1) / columns;
    BufferedImage sheet =
        new BufferedImage(
            GAP + columns * (width * zoom + GAP), GAP + rows * (height * zoom + GAP),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    for (int i = 0; i < pictures.size(); i++) {
      BufferedImage picture = pictures.get(i);
      graphics.drawImage(
          picture, GAP + i % columns * (width * zoom + GAP), GAP + i / columns * (height * zoom + GAP),
          picture.getWidth() * zoom, picture.getHeight() * zoom, null);
    }
    graphics.dispose();
    try {
      WholeFile.write(file, Pictures.png(sheet));
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + file + ": " + Reasons.of(fault));
    }
  }
}
