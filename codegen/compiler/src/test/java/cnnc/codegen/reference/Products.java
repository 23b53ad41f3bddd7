package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;

/** Which input meets which weight for which output. */
final class Products {
  private Products() {}

  static void dense(Op.Dense op, Layer layer, Weighted.Link link) {
    int inputs = layer.shapes().inputs().get(0).size();
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < op.units(); o++) {
        link.add(i, o, i * op.units() + o);
      }
    }
  }

  /** Weights are [kh, kw, in / groups, out]. */
  static void convolution(Op.Convolution op, Layer layer, Weighted.Link link) {
    Shape.Image in = Call.image(layer);
    int read = in.channels() / op.groups();
    int made = op.channels() / op.groups();
    Taps.inside(op.window(), in, (Shape.Image) layer.output(), (pixel, from, tap) -> {
      for (int o = 0; o < op.channels(); o++) {
        int group = o / made;
        for (int i = 0; i < read; i++) {
          link.add(
              from * in.channels() + group * read + i, pixel * op.channels() + o,
              (tap * read + i) * op.channels() + o);
        }
      }
    });
  }

  /**
   * The convolution that leads back reads the pixels that this one makes. Weights are its own: [kh,
   * kw, out / groups, in].
   */
  static void transposed(Op.TransposedConvolution op, Layer layer, Weighted.Link link) {
    Shape.Image in = Call.image(layer);
    int made = op.channels() / op.groups();
    int read = in.channels() / op.groups();
    Taps.inside(op.window(), (Shape.Image) layer.output(), in, (from, pixel, tap) -> {
      for (int i = 0; i < in.channels(); i++) {
        int group = i / read;
        for (int o = 0; o < made; o++) {
          link.add(
              from * in.channels() + i, pixel * op.channels() + group * made + o,
              (tap * made + o) * in.channels() + i);
        }
      }
    });
  }

  /** Weights are [out height, out width, kh, kw, in, out]. */
  static void local(Op.LocalConvolution op, Layer layer, Weighted.Link link) {
    Shape.Image in = Call.image(layer);
    Taps.inside(op.window(), in, (Shape.Image) layer.output(), (pixel, from, tap) -> {
      for (int i = 0; i < in.channels(); i++) {
        for (int o = 0; o < op.channels(); o++) {
          int row = (pixel * op.window().taps() + tap) * in.channels() + i;
          link.add(
              from * in.channels() + i, pixel * op.channels() + o, row * op.channels() + o);
        }
      }
    });
  }
}
