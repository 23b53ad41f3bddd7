package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;

/** Where values go that change their places. */
final class Moves {
  private Moves() {}

  static void flatten(Op.Flatten op, Layer layer, Linear.Link link) {
    for (int i = 0; i < layer.output().size(); i++) {
      link.add(0, i, i, 1);
    }
  }

  static void pad(Op.Pad op, Layer layer, Linear.Link link) {
    Shape.Image in = Call.image(layer);
    Shape.Image out = (Shape.Image) layer.output();
    for (int y = 0; y < in.height(); y++) {
      for (int x = 0; x < in.width(); x++) {
        for (int c = 0; c < in.channels(); c++) {
          int to = at(out, y + op.padding().top(), x + op.padding().left(), c);
          link.add(0, at(in, y, x, c), to, 1);
        }
      }
    }
  }

  static void crop(Op.Crop op, Layer layer, Linear.Link link) {
    Shape.Image in = Call.image(layer);
    Shape.Image out = (Shape.Image) layer.output();
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int c = 0; c < out.channels(); c++) {
          link.add(0, at(in, y + op.top(), x + op.left(), c), at(out, y, x, c), 1);
        }
      }
    }
  }

  static void spaceToDepth(Op.SpaceToDepth op, Layer layer, Linear.Link link) {
    Shape.Image in = Call.image(layer);
    Shape.Image out = (Shape.Image) layer.output();
    int block = op.block();
    for (int y = 0; y < in.height(); y++) {
      for (int x = 0; x < in.width(); x++) {
        for (int c = 0; c < in.channels(); c++) {
          int channel = (y % block * block + x % block) * in.channels() + c;
          link.add(0, at(in, y, x, c), at(out, y / block, x / block, channel), 1);
        }
      }
    }
  }

  static void upsample(Op.Upsample op, Layer layer, Linear.Link link) {
    Shape.Image in = Call.image(layer);
    Shape.Image out = (Shape.Image) layer.output();
    for (int y = 0; y < out.height(); y++) {
      for (int x = 0; x < out.width(); x++) {
        for (int c = 0; c < out.channels(); c++) {
          int to = at(out, y, x, c);
          if (op.bilinear()) {
            bilinear(op, in, y, x, c, to, link);
          } else {
            link.add(0, at(in, y / op.factorY(), x / op.factorX(), c), to, 1);
          }
        }
      }
    }
  }

  /** From the four pixels whose centres surround that of pixel (y, x); edges go on outside. */
  private static void bilinear(
      Op.Upsample op, Shape.Image in, int y, int x, int c, int to, Linear.Link link) {
    double fromY = (y + 0.5) / op.factorY() - 0.5;
    double fromX = (x + 0.5) / op.factorX() - 0.5;
    for (int row = (int) Math.floor(fromY); row <= Math.floor(fromY) + 1; row++) {
      for (int column = (int) Math.floor(fromX); column <= Math.floor(fromX) + 1; column++) {
        double share = (1 - Math.abs(fromY - row)) * (1 - Math.abs(fromX - column));
        int kept = at(in, clamp(row, in.height()), clamp(column, in.width()), c);
        link.add(0, kept, to, share);
      }
    }
  }

  private static int clamp(int i, int size) {
    return Math.max(0, Math.min(size - 1, i));
  }

  private static int at(Shape.Image image, int y, int x, int c) {
    return (y * image.width() + x) * image.channels() + c;
  }
}
