package cnnc.dsl.explain;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.function.BiFunction;

/** What stands in a box of a picture, and what kind of box it is. */
final class Labels {
  /** How a layer is drawn. */
  enum Look {
    CONVOLUTION,
    DENSE,
    POOL,
    JOIN,
    /** In the box of the layer before it, where nothing else reads that. */
    INSIDE,
    OTHER
  }

  /** A label and a look. */
  record Label(String text, Look look) {}

  private static final OpTable<Op, BiFunction<Op, Layer, Label>> TABLE =
      OpTable.<Op, BiFunction<Op, Layer, Label>>of(Op.class, "how a layer is drawn")
          .row(Op.Convolution.class, of(Op.Convolution.class, Labels::convolution))
          .row(
              Op.TransposedConvolution.class,
              of(
                  Op.TransposedConvolution.class,
                  (o, l) -> new Label(
                      window(o.window()) + " deconv, " + o.channels(), Look.CONVOLUTION)))
          .row(
              Op.LocalConvolution.class,
              of(
                  Op.LocalConvolution.class,
                  (o, l) -> new Label(
                      window(o.window()) + " local, " + o.channels(), Look.CONVOLUTION)))
          .row(
              Op.Dense.class,
              of(Op.Dense.class, (o, l) -> new Label("dense, " + o.units(), Look.DENSE)))
          .row(
              Op.MaxPool.class,
              of(Op.MaxPool.class, (o, l) -> new Label(window(o.window()) + " max pool", Look.POOL)))
          .row(
              Op.AveragePool.class,
              of(
                  Op.AveragePool.class,
                  (o, l) -> new Label(window(o.window()) + " average pool", Look.POOL)))
          .row(Op.GlobalMaxPool.class, word("global max pool", Look.POOL))
          .row(Op.GlobalAveragePool.class, word("global average pool", Look.POOL))
          .row(Op.Lrn.class, word("lrn", Look.OTHER))
          .row(Op.BatchNorm.class, word("bn", Look.INSIDE))
          .row(Op.GroupNorm.class, of(Op.GroupNorm.class, (o, l) -> inside(o.word())))
          .row(Op.Dropout.class, of(Op.Dropout.class, (o, l) -> inside("dropout")))
          .row(Op.Activate.class, of(Op.Activate.class, (o, l) -> inside(o.word())))
          .row(Op.Prelu.class, word("prelu", Look.INSIDE))
          .row(Op.Scale.class, word("scale", Look.INSIDE))
          .row(Op.Shift.class, word("shift", Look.INSIDE))
          .row(Op.ChannelScale.class, word("channel scale", Look.INSIDE))
          .row(
              Op.Join.class,
              of(
                  Op.Join.class,
                  (o, l) -> new Label(
                      switch (o.how()) {
                        case ADD -> "+";
                        case MUL -> "\u00d7";
                        case MAX -> "max";
                      },
                      Look.JOIN)))
          .row(Op.Concat.class, word("concat", Look.JOIN))
          .row(Op.Upsample.class, word("upsample", Look.OTHER))
          .row(Op.Pad.class, word("pad", Look.OTHER))
          .row(Op.Crop.class, word("crop", Look.OTHER))
          .row(Op.Flatten.class, word("flatten", Look.OTHER))
          .row(Op.SpaceToDepth.class, word("space to depth", Look.OTHER))
          .build();

  private Labels() {}

  static Label of(Layer layer) {
    return TABLE.get(layer.op()).apply(layer.op(), layer);
  }

  private static Label inside(String word) {
    return new Label(word, Look.INSIDE);
  }

  private static <T> BiFunction<Op, Layer, Label> of(Class<T> kind, BiFunction<T, Layer, Label> rule) {
    return (op, layer) -> rule.apply(kind.cast(op), layer);
  }

  private static BiFunction<Op, Layer, Label> word(String word, Look look) {
    return (op, layer) -> new Label(word, look);
  }

  private static Label convolution(Op.Convolution o, Layer l) {
    int in = l.shapes().inputs().get(0).channels();
    String kind =
        o.groups() == 1 ? "conv"
            : o.groups() == in ? "depthwise conv" : "conv in " + o.groups() + " groups";
    return new Label(window(o.window()) + " " + kind + ", " + o.channels(), Look.CONVOLUTION);
  }

  /** {@code 3 x 3}, and behind a slash the stride. */
  private static String window(Window w) {
    String stride =
        w.strideY() == 1 && w.strideX() == 1 ? ""
            : w.strideY() == w.strideX() ? " / " + w.strideY()
                : " / " + w.strideY() + "\u00d7" + w.strideX();
    return w.height() + "\u00d7" + w.width() + stride;
  }
}
