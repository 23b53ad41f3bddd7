package cnnc.dsl.explain;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.ArrayList;
import java.util.List;

/** The formulas of each op with the numbers of a layer. */
final class Formulas {
  /** What is said of one op. */
  private interface Rule {
    List<String> lines(Op op, Layer layer);
  }

  /** The same, of an op whose kind is known. */
  private interface RuleOf<T> {
    List<String> lines(T op, Layer layer);
  }

  private static final OpTable<Op, Rule> TABLE =
      OpTable.<Op, Rule>of(Op.class, "why a layer has its shape")
          .row(
              Op.Convolution.class,
              rule(Op.Convolution.class, (o, l) -> convolution(o.window(), o.groups(), l)))
          .row(Op.LocalConvolution.class,
              rule(Op.LocalConvolution.class, (o, l) -> convolution(o.window(), 1, l)))
          .row(Op.TransposedConvolution.class,
              rule(Op.TransposedConvolution.class, Formulas::transposed))
          .row(Op.Dense.class, rule(Op.Dense.class, Formulas::dense))
          .row(Op.MaxPool.class, rule(Op.MaxPool.class, (o, l) -> windows(o.window(), l)))
          .row(Op.AveragePool.class, rule(Op.AveragePool.class, (o, l) -> windows(o.window(), l)))
          .row(Op.GlobalMaxPool.class, each("the largest value of each channel"))
          .row(Op.GlobalAveragePool.class, each("the mean of each channel"))
          .row(Op.Lrn.class, each("each value by those of the channels around: the shape stays"))
          .row(Op.BatchNorm.class, each("a scale and a shift for each channel: the shape stays"))
          .row(Op.GroupNorm.class, each("a scale and a shift for each channel: the shape stays"))
          .row(Op.Dropout.class, each("in training only: the shape stays"))
          .row(Op.Activate.class, each("of single values: the shape stays"))
          .row(Op.Prelu.class, each("a slope for each channel: the shape stays"))
          .row(Op.Scale.class, each("of single values: the shape stays"))
          .row(Op.Shift.class, each("of single values: the shape stays"))
          .row(Op.ChannelScale.class, each("a factor for each channel: the shape stays"))
          .row(Op.Join.class, each("value by value, the smaller ones repeated"))
          .row(Op.Concat.class, rule(Op.Concat.class, Formulas::concat))
          .row(
              Op.Upsample.class,
              rule(
                  Op.Upsample.class,
                  (o, l) -> List.of("each pixel " + o.factorY() + " x " + o.factorX() + " times")))
          .row(Op.Pad.class, rule(Op.Pad.class, (o, l) -> padded(o.padding(), l)))
          .row(
              Op.Crop.class,
              rule(
                  Op.Crop.class,
                  (o, l) -> List.of("from row " + o.top() + " and column " + o.left() + " on")))
          .row(
              Op.Flatten.class,
              rule(
                  Op.Flatten.class,
                  (o, l) -> List.of(
                      Explanation.product(in(l).dimensions(), in(l).size()) + " values")))
          .row(
              Op.SpaceToDepth.class,
              rule(
                  Op.SpaceToDepth.class,
                  (o, l) -> List.of(
                      "each block of " + o.block() + " x " + o.block() + " pixels becomes one")))
          .build();

  private Formulas() {}

  static List<String> of(Layer layer) {
    return TABLE.get(layer.op()).lines(layer.op(), layer);
  }

  private static <T> Rule rule(Class<T> kind, RuleOf<T> rule) {
    return (op, layer) -> rule.lines(kind.cast(op), layer);
  }

  private static Rule each(String text) {
    return (op, layer) -> List.of(text);
  }

  private static Shape in(Layer l) {
    return l.shapes().inputs().get(0);
  }

  private static List<String> convolution(Window w, int groups, Layer l) {
    List<String> lines = new ArrayList<>(windows(w, l));
    int channels = in(l).channels() / groups;
    lines.add(
        "each of " + Explanation.product(l.output().dimensions(), l.output().size())
            + " outputs is a sum of " + w.height() + " x " + w.width() + " x " + channels + " = "
            + Explanation.count((long) w.taps() * channels) + " products"
            + (groups == 1 ? "" : ", since the channels are in " + groups + " groups"));
    return lines;
  }

  /** How many windows fit. */
  private static List<String> windows(Window w, Layer l) {
    Shape.Image in = (Shape.Image) in(l);
    Shape.Image out = (Shape.Image) l.output();
    Padding p = w.padding();
    return List.of(
        "rows: "
            + fit(in.height(), p.top(), p.bottom(), w.reachY(), w.strideY(), out.height()),
        "columns: "
            + fit(in.width(), p.left(), p.right(), w.reachX(), w.strideX(), out.width()));
  }

  private static String fit(int in, int before, int after, int reach, int stride, int out) {
    String sum = before + after == 0 ? String.valueOf(in) : in + " + " + before + " + " + after;
    boolean rounded = (in + before + after - reach) % stride != 0;
    return "(input + padding - window) / stride + 1 = (" + sum + " - " + reach + ") / " + stride
        + " + 1 = " + out + (rounded ? ", rounded down" : "");
  }

  private static List<String> transposed(Op.TransposedConvolution o, Layer l) {
    Window w = o.window();
    return List.of(
        "rows and columns are those whose convolution by " + w + " gives " + in(l));
  }

  private static List<String> dense(Op.Dense o, Layer l) {
    int inputs = in(l).size();
    String values = Explanation.product(in(l).dimensions(), inputs);
    return List.of("each of " + o.units() + " outputs is a sum over all " + values + " inputs");
  }

  private static List<String> concat(Op.Concat o, Layer l) {
    List<String> channels =
        l.shapes().inputs().stream().map(s -> String.valueOf(s.channels())).toList();
    return List.of("channels: " + String.join(" + ", channels) + " = " + l.output().channels());
  }

  private static List<String> padded(Padding p, Layer l) {
    Shape.Image in = (Shape.Image) in(l);
    return List.of(
        "rows: " + in.height() + " + " + p.top() + " + " + p.bottom(),
        "columns: " + in.width() + " + " + p.left() + " + " + p.right());
  }
}
