package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;

/** Which pixels of a channel a pool looks at. */
final class Pools {
  private Pools() {}

  static void max(Op.MaxPool op, Layer layer, Greatest.Candidate candidate) {
    Shape.Image in = Call.image(layer);
    Taps.inside(op.window(), in, (Shape.Image) layer.output(), (pixel, from, tap) -> {
      for (int c = 0; c < in.channels(); c++) {
        candidate.offer(0, from * in.channels() + c, pixel * in.channels() + c);
      }
    });
  }

  static void average(Op.AveragePool op, Layer layer, Linear.Link link) {
    Shape.Image in = Call.image(layer);
    int[] counts = counts(op, in, (Shape.Image) layer.output());
    Taps.inside(op.window(), in, (Shape.Image) layer.output(), (pixel, from, tap) -> {
      for (int c = 0; c < in.channels(); c++) {
        link.add(
            0, from * in.channels() + c, pixel * in.channels() + c, 1.0 / counts[pixel]);
      }
    });
  }

  /** By pixel of the output: taps on the image and on the padding that counts. */
  private static int[] counts(Op.AveragePool op, Shape.Image in, Shape.Image out) {
    Padding p = op.counted();
    int[] counts = new int[out.height() * out.width()];
    Taps.each(op.window(), out, (outY, outX, y, x, tap) -> {
      if (y >= -p.top() && y < in.height() + p.bottom()
          && x >= -p.left() && x < in.width() + p.right()) {
        counts[outY * out.width() + outX]++;
      }
    });
    for (int count : counts) {
      if (count == 0) {
        throw new IllegalArgumentException("the average of no pixels");
      }
    }
    return counts;
  }

  static void globalMax(Op.GlobalMaxPool op, Layer layer, Greatest.Candidate candidate) {
    Shape.Image in = Call.image(layer);
    for (int i = 0; i < in.size(); i++) {
      candidate.offer(0, i, i % in.channels());
    }
  }

  static void globalAverage(Op.GlobalAveragePool op, Layer layer, Linear.Link link) {
    Shape.Image in = Call.image(layer);
    for (int i = 0; i < in.size(); i++) {
      link.add(0, i, i % in.channels(), 1.0 / (in.height() * in.width()));
    }
  }
}
