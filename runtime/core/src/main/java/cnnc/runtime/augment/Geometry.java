package cnnc.runtime.augment;

import cnnc.runtime.augment.Augmentation.Edge;
import cnnc.runtime.augment.Augmentation.Size;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.random.Streams;
import java.util.Objects;

/** Ops that say where in the image each pixel comes from. */
final class Geometry {
  private Geometry() {}

  /** Where a window lies. */
  enum Place {
    DRAWN,
    CENTER,
    TOP_LEFT,
    TOP_RIGHT,
    BOTTOM_LEFT,
    BOTTOM_RIGHT
  }

  record Crop(int height, int width, Place place) implements Step {
    Crop {
      Objects.requireNonNull(place, "place");
      checkSize("a crop", height, width);
    }

    @Override
    public Size after(Size in, int channels) {
      Arguments.check(
          height <= in.height() && width <= in.width(),
          "a crop of " + height + "x" + width + " does not fit " + in.height() + "x" + in.width());
      return new Size(height, width);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      int down = image.height() - height;
      int right = image.width() - width;
      int y =
          switch (place) {
            case DRAWN -> draw.below(down + 1, Streams.CROP_Y);
            case CENTER -> down / 2;
            case TOP_LEFT, TOP_RIGHT -> 0;
            case BOTTOM_LEFT, BOTTOM_RIGHT -> down;
          };
      int x =
          switch (place) {
            case DRAWN -> draw.below(right + 1, Streams.CROP_X);
            case CENTER -> right / 2;
            case TOP_LEFT, BOTTOM_LEFT -> 0;
            case TOP_RIGHT, BOTTOM_RIGHT -> right;
          };
      image.crop(y, x, height, width);
    }
  }

  record Flip(float probability, boolean alternate, boolean vertical) implements Step {
    Flip {
      Arguments.checkShare(probability, "probability");
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      boolean flips =
          alternate
              ? draw.ofImage(Streams.FLIP) < probability ^ draw.oddEpoch()
              : draw.uniform(Streams.FLIP) < probability;
      if (flips) {
        image.mirror(vertical);
      }
    }
  }

  record Translate(int pixels, Edge edge) implements Step {
    Translate {
      Objects.requireNonNull(edge, "edge");
      Arguments.check(pixels >= 0, "pixels must not be negative, and " + pixels + " is");
    }

    @Override
    public Size after(Size in, int channels) {
      checkMove(in, pixels);
      return in;
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      int room = 2 * pixels + 1;
      image.move(
          draw.below(room, Streams.TRANSLATE_Y) - pixels,
          draw.below(room, Streams.TRANSLATE_X) - pixels, image.height(), image.width(), edge);
    }
  }

  record Shift(int down, int right, Edge edge) implements Step {
    Shift {
      Objects.requireNonNull(edge, "edge");
    }

    @Override
    public Size after(Size in, int channels) {
      checkMove(in, Math.max(Math.abs(down), Math.abs(right)));
      return in;
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      image.move(down, right, image.height(), image.width(), edge);
    }
  }

  record Pad(int pixels, Edge edge) implements Step {
    Pad {
      Objects.requireNonNull(edge, "edge");
      Arguments.check(pixels >= 0, "pixels must not be negative, and " + pixels + " is");
    }

    @Override
    public Size after(Size in, int channels) {
      Arguments.check(
          edge == Edge.ZERO || pixels < Math.min(in.height(), in.width()),
          "an image of " + in.height() + "x" + in.width() + " has no " + pixels + " pixels to reflect");
      return new Size(in.height() + 2 * pixels, in.width() + 2 * pixels);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      image.move(pixels, pixels, image.height() + 2 * pixels, image.width() + 2 * pixels, edge);
    }
  }

  record Rotate(double degrees, Edge edge) implements Step {
    Rotate {
      Objects.requireNonNull(edge, "edge");
      Arguments.check(degrees >= 0 && degrees <= 180, "degrees must be from 0 to 180, not " + degrees);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      image.rotate(StrictMath.toRadians(draw.around(degrees, Streams.ROTATE)), edge);
    }
  }

  record Resize(int height, int width) implements Step {
    Resize {
      checkSize("an image", height, width);
    }

    @Override
    public Size after(Size in, int channels) {
      return new Size(height, width);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      image.resize(0, 0, image.height(), image.width(), height, width);
    }
  }

  record ResizedCrop(int height, int width, double leastArea, double mostRatio) implements Step {
    ResizedCrop {
      checkSize("a crop", height, width);
      Arguments.check(
          leastArea > 0 && leastArea <= 1, "an area is more than 0 and at most 1, not " + leastArea);
      Arguments.check(
          mostRatio >= 1 && mostRatio < Double.POSITIVE_INFINITY,
          "a ratio is at least 1, not " + mostRatio);
    }

    @Override
    public Size after(Size in, int channels) {
      return new Size(height, width);
    }

    @Override
    public void apply(Canvas image, Draw draw) {
      double share = leastArea + draw.uniform(Streams.AREA) * (1 - leastArea);
      double area = share * image.height() * image.width();
      double ratio = StrictMath.exp(draw.around(StrictMath.log(mostRatio), Streams.RATIO));
      double h = Math.min(image.height(), Math.sqrt(area / ratio));
      double w = Math.min(image.width(), Math.sqrt(area * ratio));
      image.resize(
          draw.uniform(Streams.BOX_Y) * (image.height() - h),
          draw.uniform(Streams.BOX_X) * (image.width() - w), h, w, height, width);
    }
  }

  private static void checkSize(String what, int height, int width) {
    Arguments.check(height >= 1 && width >= 1, what + " of " + height + "x" + width + " holds no pixel");
  }

  private static void checkMove(Size in, int pixels) {
    Arguments.check(
        pixels < Math.min(in.height(), in.width()),
        "an image of " + in.height() + "x" + in.width() + " cannot move by " + pixels + " pixels");
  }
}
