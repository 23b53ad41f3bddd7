package cnnc.dsl.resolve.layer;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

/** What shape an op gives, for inputs that its layer rule has accepted. */
public final class ShapeRules {
  /** The shape of the output; an overflow is thrown. */
  private interface Rule {
    Shape shape(Op op, List<Shape> inputs);
  }

  private static final OpTable<Op, Rule> TABLE = table();

  private ShapeRules() {}

  /**
   * The shape that an op gives.
   *
   * @throws ArithmeticException when it has more than 2^31 - 1 values
   */
  public static Shape of(Op op, List<Shape> inputs) {
    Shape shape = TABLE.get(op).shape(op, inputs);
    shape.size();
    return shape;
  }

  private static OpTable<Op, Rule> table() {
    Rule same = (op, in) -> in.get(0);
    return OpTable.<Op, Rule>of(Op.class, "shape")
        .row(Op.Convolution.class, image(Op.Convolution.class,
            (c, in) -> windows(c.window(), in, c.channels())))
        .row(Op.TransposedConvolution.class, image(Op.TransposedConvolution.class,
            (c, in) -> new Shape.Image(c.height(), c.width(), c.channels())))
        .row(Op.LocalConvolution.class, image(Op.LocalConvolution.class,
            (c, in) -> windows(c.window(), in, c.channels())))
        .row(Op.Dense.class, (op, in) -> new Shape.Vector(((Op.Dense) op).units()))
        .row(Op.MaxPool.class, image(Op.MaxPool.class,
            (p, in) -> windows(p.window(), in, in.channels())))
        .row(Op.AveragePool.class, image(Op.AveragePool.class,
            (p, in) -> windows(p.window(), in, in.channels())))
        .row(Op.GlobalMaxPool.class, ShapeRules::channels)
        .row(Op.GlobalAveragePool.class, ShapeRules::channels)
        .row(Op.Lrn.class, same)
        .row(Op.BatchNorm.class, same)
        .row(Op.GroupNorm.class, same)
        .row(Op.Dropout.class, same)
        .row(Op.Activate.class, same)
        .row(Op.Prelu.class, same)
        .row(Op.Scale.class, same)
        .row(Op.Shift.class, same)
        .row(Op.ChannelScale.class, same)
        .row(Op.Join.class, (op, in) -> largest(in))
        .row(Op.Concat.class, (op, in) -> concat(in))
        .row(Op.Upsample.class, image(Op.Upsample.class,
            (u, in) -> new Shape.Image(
                Math.multiplyExact(in.height(), u.factorY()),
                Math.multiplyExact(in.width(), u.factorX()), in.channels())))
        .row(Op.Pad.class, image(Op.Pad.class,
            (p, in) -> new Shape.Image(
                Math.addExact(in.height(), p.padding().top() + p.padding().bottom()),
                Math.addExact(in.width(), p.padding().left() + p.padding().right()),
                in.channels())))
        .row(Op.Crop.class, image(Op.Crop.class,
            (c, in) -> new Shape.Image(c.height(), c.width(), in.channels())))
        .row(Op.Flatten.class, (op, in) -> new Shape.Vector(in.get(0).size()))
        .row(Op.SpaceToDepth.class, image(Op.SpaceToDepth.class,
            (s, in) -> new Shape.Image(
                in.height() / s.block(), in.width() / s.block(),
                Math.multiplyExact(in.channels(), s.block() * s.block()))))
        .build();
  }

  private static <T extends Op> Rule image(
      Class<T> kind, BiFunction<T, Shape.Image, Shape> rule) {
    return (op, in) -> rule.apply(kind.cast(op), (Shape.Image) in.get(0));
  }

  private static Shape windows(Window w, Shape.Image in, int channels) {
    return new Shape.Image(w.outputHeight(in.height()), w.outputWidth(in.width()), channels);
  }

  private static Shape channels(Op op, List<Shape> in) {
    return new Shape.Vector(in.get(0).channels());
  }

  /** Of values that fit each other: an image where there is one. */
  private static Shape largest(List<Shape> in) {
    return in.stream()
        .max(
            Comparator.comparing((Shape s) -> s instanceof Shape.Image)
                .thenComparing(Shape::size))
        .orElseThrow();
  }

  private static Shape concat(List<Shape> in) {
    int channels = in.stream().mapToInt(Shape::channels).reduce(0, Math::addExact);
    return in.get(0) instanceof Shape.Image first
        ? new Shape.Image(first.height(), first.width(), channels)
        : new Shape.Vector(channels);
  }
}
