package cnnc.cli;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Images side by side in a PNG, row after row. */
final class ContactSheet {
  /** Small images are enlarged to about this size. */
  private static final int TILE = 96;

  private static final int GAP = 4;
  private static final int MOST_COLUMNS = 10;

  static {
    // A cache on the disk would want to be removed when the program ends, also while it does.
    ImageIO.setUseCache(false);
  }

  private ContactSheet() {}

  /** How many images a row has. */
  static int columns(int images) {
    return Math.min(MOST_COLUMNS, Math.max(1, (int) Math.ceil(Math.sqrt(images))));
  }

  /** Writes some images of a set. */
  static void write(Path file, ImageSet set, List<Integer> images) {
    int zoom = Math.max(1, TILE / Math.max(set.height(), set.width()));
    int columns = columns(images.size());
    int rows = (images.size() + columns - 1) / columns;
    BufferedImage sheet =
        new BufferedImage(
            GAP + columns * (set.width() * zoom + GAP), GAP + rows * (set.height() * zoom + GAP),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    for (int i = 0; i < images.size(); i++) {
      graphics.drawImage(
          picture(set, images.get(i)), GAP + i % columns * (set.width() * zoom + GAP),
          GAP + i / columns * (set.height() * zoom + GAP), set.width() * zoom,
          set.height() * zoom, null);
    }
    graphics.dispose();
    try {
      WholeFile.write(file, out -> ImageIO.write(sheet, "png", out));
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + file + ": " + Reasons.of(fault));
    }
  }

  /** In colours where there are three channels or more, else in shades of the first. */
  private static BufferedImage picture(ImageSet set, int image) {
    BufferedImage picture =
        new BufferedImage(set.width(), set.height(), BufferedImage.TYPE_INT_RGB);
    boolean colours = set.channels() >= 3;
    for (int place = 0; place < set.width() * set.height(); place++) {
      int at = image * set.imageSize() + place * set.channels();
      int red = set.pixels()[at] & 0xff;
      int green = colours ? set.pixels()[at + 1] & 0xff : red;
      int blue = colours ? set.pixels()[at + 2] & 0xff : red;
      picture.setRGB(place % set.width(), place / set.width(), red << 16 | green << 8 | blue);
    }
    return picture;
  }
}
