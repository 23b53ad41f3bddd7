package cnnc.codegen.emit.onnx;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.ArrayList;
import java.util.List;

/** The table: what nodes of ONNX the language's ops become. */
final class Rules {
  /** Adds a layer's nodes. */
  interface Rule {
    void add(LayerNode node);
  }

  private interface Typed<T> {
    void add(T op, LayerNode node);
  }

  private static final OpTable<Op, Rule> TABLE = table();

  private Rules() {}

  static Rule of(Op op) {
    return TABLE.get(op);
  }

  private static OpTable<Op, Rule> table() {
    return OpTable.<Op, Rule>of(Op.class, "ONNX")
        .row(Op.Convolution.class, rule(Op.Convolution.class, Rules::convolution))
        .row(Op.TransposedConvolution.class,
            rule(Op.TransposedConvolution.class, Rules::transposed))
        .row(Op.LocalConvolution.class, rule(Op.LocalConvolution.class, LocalNodes::add))
        .row(Op.Dense.class, rule(Op.Dense.class, Rules::dense))
        .row(Op.MaxPool.class, rule(Op.MaxPool.class, Moves::maxPool))
        .row(Op.AveragePool.class, rule(Op.AveragePool.class, Moves::averagePool))
        .row(Op.GlobalMaxPool.class, n -> Moves.global("GlobalMaxPool", n))
        .row(Op.GlobalAveragePool.class, n -> Moves.global("GlobalAveragePool", n))
        .row(Op.Lrn.class, rule(Op.Lrn.class, Rules::lrn))
        .row(Op.BatchNorm.class, rule(Op.BatchNorm.class, PointwiseRules::batchNorm))
        .row(Op.GroupNorm.class, rule(Op.GroupNorm.class, PointwiseRules::groupNorm))
        .row(Op.Dropout.class, rule(Op.Dropout.class, PointwiseRules::dropout))
        .row(Op.Activate.class, rule(Op.Activate.class, PointwiseRules::activate))
        .row(Op.Prelu.class, rule(Op.Prelu.class, PointwiseRules::prelu))
        .row(Op.Scale.class, rule(Op.Scale.class, PointwiseRules::scale))
        .row(Op.Shift.class, rule(Op.Shift.class, PointwiseRules::shift))
        .row(Op.ChannelScale.class,
            rule(Op.ChannelScale.class, PointwiseRules::channelScale))
        .row(Op.Join.class, rule(Op.Join.class, PointwiseRules::join))
        .row(Op.Concat.class, rule(Op.Concat.class, Moves::concat))
        .row(Op.Upsample.class, rule(Op.Upsample.class, Moves::upsample))
        .row(Op.Pad.class, rule(Op.Pad.class, Moves::pad))
        .row(Op.Crop.class, rule(Op.Crop.class, Moves::crop))
        .row(Op.Flatten.class, rule(Op.Flatten.class, Moves::flatten))
        .row(Op.SpaceToDepth.class, rule(Op.SpaceToDepth.class, Moves::spaceToDepth))
        .build();
  }

  private static <T extends Op> Rule rule(Class<T> kind, Typed<T> rule) {
    return n -> rule.add(kind.cast(n.op()), n);
  }

  private static void convolution(Op.Convolution c, LayerNode n) {
    List<String> inputs = new ArrayList<>(List.of(n.input(), filter(c, n)));
    bias(n, inputs);
    window(n.node("Conv", inputs), c.window())
        .integer("group", c.groups())
        .add();
  }

  /** Rows and columns that the window leaves unread on the way back are ONNX's output padding. */
  private static void transposed(Op.TransposedConvolution c, LayerNode n) {
    Window w = c.window();
    Padding p = w.padding();
    Shape.Image in = (Shape.Image) n.shape();
    int made = c.channels() / c.groups();
    String weights =
        n.constant(
            0, filter(n.values(0), w.taps(), made, in.channels()), in.channels(), made, w.height(),
            w.width());
    List<String> inputs = new ArrayList<>(List.of(n.input(), weights));
    bias(n, inputs);
    int reachedY = (in.height() - 1) * w.strideY() + w.reachY() - p.top() - p.bottom();
    int reachedX = (in.width() - 1) * w.strideX() + w.reachX() - p.left() - p.right();
    window(n.node("ConvTranspose", inputs), w)
        .integer("group", c.groups())
        .integers("output_padding", c.height() - reachedY, c.width() - reachedX)
        .add();
  }

  private static String filter(Op.Convolution c, LayerNode n) {
    int channels = n.shape().channels() / c.groups();
    Window w = c.window();
    return n.constant(
        0, filter(n.values(0), w.taps(), channels, c.channels()), c.channels(), channels,
        w.height(), w.width());
  }

  /** Tap, channel, output becomes output, channel, tap. */
  private static float[] filter(float[] from, int taps, int channels, int outputs) {
    float[] to = new float[from.length];
    for (int t = 0, i = 0; t < taps; t++) {
      for (int ch = 0; ch < channels; ch++) {
        for (int o = 0; o < outputs; o++, i++) {
          to[(o * channels + ch) * taps + t] = from[i];
        }
      }
    }
    return to;
  }

  private static void dense(Op.Dense d, LayerNode n) {
    List<String> inputs = new ArrayList<>(List.of(n.flatInput(), matrix(d, n)));
    bias(n, inputs);
    n.node("Gemm", inputs).add();
  }

  /** Rows that count pixels and in them channels become rows that count channels first. */
  private static String matrix(Op.Dense d, LayerNode n) {
    float[] from = n.values(0);
    int rows = n.shape().size();
    float[] to = from;
    if (n.shape() instanceof Shape.Image image) {
      to = new float[from.length];
      int pixels = image.height() * image.width();
      for (int row = 0; row < rows; row++) {
        int turned = row % image.channels() * pixels + row / image.channels();
        System.arraycopy(from, row * d.units(), to, turned * d.units(), d.units());
      }
    }
    return n.constant(0, to, rows, d.units());
  }

  private static void bias(LayerNode n, List<String> inputs) {
    if (n.biased()) {
      inputs.add(n.constant(1, n.values(1), n.values(1).length));
    }
  }

  static OnnxGraph.Node window(OnnxGraph.Node node, Window w) {
    Padding p = w.padding();
    if (w.dilationY() > 1 || w.dilationX() > 1) {
      node.integers("dilations", w.dilationY(), w.dilationX());
    }
    return node.integers("kernel_shape", w.height(), w.width())
        .integers("strides", w.strideY(), w.strideX())
        .integers("pads", p.top(), p.left(), p.bottom(), p.right());
  }

  private static void lrn(Op.Lrn l, LayerNode n) {
    // A window that reaches past all channels reads no more than all of them.
    int size = 2 * Math.min(l.radius(), n.shape().channels() - 1) + 1;
    n.node("LRN", List.of(n.input()))
        .integer("size", size)
        .real("alpha", l.alpha() * size)
        .real("beta", l.beta())
        .real("bias", l.k())
        .add();
  }
}
