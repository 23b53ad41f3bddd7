package cnnc.codegen.reference;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.Comparator;
import java.util.List;

/** What shape an op gives, by counting: written apart from the compiler's rules, to check them. */
final class TestShapes {
  private interface Rule {
    Shape of(Op op, List<Shape> inputs);
  }

  private static final Rule SAME = (op, in) -> in.get(0);
  private static final Rule CHANNELS = (op, in) -> new Shape.Vector(in.get(0).channels());

  private static final OpTable<Op, Rule> TABLE =
      OpTable.<Op, Rule>of(Op.class, "shape in tests")
          .row(Op.Convolution.class, (op, in) -> {
            Op.Convolution c = (Op.Convolution) op;
            return windows(c.window(), in, c.channels());
          })
          .row(Op.TransposedConvolution.class, (op, in) -> {
            Op.TransposedConvolution c = (Op.TransposedConvolution) op;
            return new Shape.Image(c.height(), c.width(), c.channels());
          })
          .row(Op.LocalConvolution.class, (op, in) -> {
            Op.LocalConvolution c = (Op.LocalConvolution) op;
            return windows(c.window(), in, c.channels());
          })
          .row(Op.Dense.class, (op, in) -> new Shape.Vector(((Op.Dense) op).units()))
          .row(Op.MaxPool.class,
              (op, in) -> windows(((Op.MaxPool) op).window(), in, in.get(0).channels()))
          .row(Op.AveragePool.class,
              (op, in) -> windows(((Op.AveragePool) op).window(), in, in.get(0).channels()))
          .row(Op.GlobalMaxPool.class, CHANNELS)
          .row(Op.GlobalAveragePool.class, CHANNELS)
          .row(Op.Lrn.class, SAME)
          .row(Op.BatchNorm.class, SAME)
          .row(Op.GroupNorm.class, SAME)
          .row(Op.Dropout.class, SAME)
          .row(Op.Activate.class, SAME)
          .row(Op.Prelu.class, SAME)
          .row(Op.Scale.class, SAME)
          .row(Op.Shift.class, SAME)
          .row(Op.ChannelScale.class, SAME)
          .row(Op.Join.class, (op, in) -> join(in))
          .row(Op.Concat.class, (op, in) -> concat(in))
          .row(Op.Upsample.class, (op, in) -> {
            Op.Upsample u = (Op.Upsample) op;
            Shape.Image i = (Shape.Image) in.get(0);
            return new Shape.Image(
                i.height() * u.factorY(), i.width() * u.factorX(), i.channels());
          })
          .row(Op.Pad.class, (op, in) -> {
            Op.Pad p = (Op.Pad) op;
            Shape.Image i = (Shape.Image) in.get(0);
            return new Shape.Image(
                p.padding().top() + i.height() + p.padding().bottom(),
                p.padding().left() + i.width() + p.padding().right(), i.channels());
          })
          .row(Op.Crop.class, (op, in) -> {
            Op.Crop c = (Op.Crop) op;
            return new Shape.Image(c.height(), c.width(), in.get(0).channels());
          })
          .row(Op.Flatten.class, (op, in) -> new Shape.Vector(in.get(0).size()))
          .row(Op.SpaceToDepth.class, (op, in) -> {
            int block = ((Op.SpaceToDepth) op).block();
            Shape.Image i = (Shape.Image) in.get(0);
            return new Shape.Image(
                i.height() / block, i.width() / block, i.channels() * block * block);
          })
          .build();

  private TestShapes() {}

  static Shape of(Op op, List<Shape> inputs) {
    return TABLE.get(op).of(op, inputs);
  }

  private static Shape windows(Window w, List<Shape> inputs, int channels) {
    Shape.Image in = (Shape.Image) inputs.get(0);
    return new Shape.Image(
        places(
            in.height(), w.padding().top(), w.padding().bottom(), w.height(), w.strideY(),
            w.dilationY()),
        places(
            in.width(), w.padding().left(), w.padding().right(), w.width(), w.strideX(),
            w.dilationX()),
        channels);
  }

  /** How often the window's last tap is still on the image or its padding. */
  static int places(int size, int before, int after, int taps, int stride, int dilation) {
    int count = 0;
    for (int first = -before; first + (taps - 1) * dilation < size + after; first += stride) {
      count++;
    }
    return count;
  }

  /** The first image that is larger than one pixel's values, else the first input. */
  /** Of several pixels, else an image of one pixel, else a row. */
  private static Shape join(List<Shape> inputs) {
    return inputs.stream()
        .max(
            Comparator.<Shape>comparingInt(Shape::size)
                .thenComparing(Shape.Image.class::isInstance))
        .get();
  }

  private static Shape concat(List<Shape> inputs) {
    int channels = 0;
    for (Shape shape : inputs) {
      channels += shape.channels();
    }
    return inputs.get(0) instanceof Shape.Image i
        ? new Shape.Image(i.height(), i.width(), channels)
        : new Shape.Vector(channels);
  }
}
