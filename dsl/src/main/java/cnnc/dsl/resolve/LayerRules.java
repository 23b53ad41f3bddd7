package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One rule per layer word: its arguments, and the op they make of an input. */
final class LayerRules {
  /** Makes an op; the bound arguments say whether that went well. */
  interface Rule {
    Op build(Bound arguments, Shape input, LayerRules rules);
  }

  record Entry(Signature signature, boolean needsImage, Rule rule) {}

  private static final String MAX_POOL = "`pool` takes the maximum, as in `pool(3, 2)`";
  private static final String DENSE = "`dense(n)` is the layer";
  private static final String CONV = "`conv(k, out)` is the layer";
  private static final String SOFTMAX =
      "the loss applies softmax to the logits: end the net with `dense`";
  private static final String NO_AVERAGE =
      "this version pools by maximum only: `pool(k, stride)`, or `conv` with a stride";
  private static final String NO_BATCH_NORM =
      "this version has no batch norm: `lrn(radius)` normalizes across channels";
  private static final String NO_ACTIVATION = "this version's activation is `relu`";

  /** Words that the language has and this compiler does not build yet. */
  static final Set<String> LATER =
      Set.of("add", "mul", "concat", "max", "bn", "gelu", "dropout", "global_avg_pool", "scale",
          "local");

  /** Words of other frameworks, and what is written here instead. */
  static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("maxpool", MAX_POOL),
          Map.entry("maxpool2d", MAX_POOL),
          Map.entry("maxpooling2d", MAX_POOL),
          Map.entry("avgpool2d", NO_AVERAGE),
          Map.entry("batchnorm2d", NO_BATCH_NORM),
          Map.entry("batchnormalization", NO_BATCH_NORM),
          Map.entry("max_pool", MAX_POOL),
          Map.entry("avgpool", NO_AVERAGE),
          Map.entry("avg_pool", NO_AVERAGE),
          Map.entry("average_pool", NO_AVERAGE),
          Map.entry("softmax", SOFTMAX),
          Map.entry("log_softmax", SOFTMAX),
          Map.entry("batch_norm", NO_BATCH_NORM),
          Map.entry("batchnorm", NO_BATCH_NORM),
          Map.entry("bnorm", NO_BATCH_NORM),
          Map.entry("bn", NO_BATCH_NORM),
          Map.entry("dropout", "until then, `decay` of the last dense layers regularizes"),
          Map.entry("linear", DENSE),
          Map.entry("fc", DENSE),
          Map.entry("fully_connected", DENSE),
          Map.entry("conv2d", CONV),
          Map.entry("convolution", CONV),
          Map.entry("flatten", "`dense` flattens its input by itself"),
          Map.entry("norm", "`lrn(radius)` normalizes across channels"),
          Map.entry("lrelu", NO_ACTIVATION),
          Map.entry("leaky_relu", NO_ACTIVATION),
          Map.entry("gelu", NO_ACTIVATION),
          Map.entry("sigmoid", NO_ACTIVATION),
          Map.entry("tanh", NO_ACTIVATION));

  static final Map<String, Entry> TABLE = table();
  private static final int MOST = Integer.MAX_VALUE;
  /** Windows up to this size may stand on images of any size. */
  private static final int SMALL_WINDOW = 64;
  /** Far inside the range of a float, so that what is computed from it stays inside too. */
  static final double LARGEST = 1e30;


  private final Initializers initializers;

  LayerRules(Initializers initializers) {
    this.initializers = initializers;
  }

  private static Map<String, Entry> table() {
    Map<String, Entry> t = new LinkedHashMap<>();
    String weights = "init = he_normal, bias = 0, decay = 0";
    add(t, true, "conv", "k, out, stride = 1, pad = same, " + weights, (b, in, r) -> r.conv(b, in));
    add(t, true, "pool", "k, stride = k, pad = same", (b, in, r) -> r.pool(b, in));
    add(t, true, "lrn", "radius, k = 1, alpha = 0.001/(2r+1), beta = 0.75", (b, in, r) -> r.lrn(b));
    add(t, false, "dense", "n, " + weights, (b, in, r) -> r.dense(b));
    add(t, false, "relu", "", (b, in, r) -> new Op.Activate(Activation.RELU, List.of()));
    return t;
  }

  private static void add(
      Map<String, Entry> table, boolean needsImage, String name, String parameters, Rule rule) {
    table.put(name, new Entry(Signature.of(name, parameters), needsImage, rule));
  }

  private Op conv(Bound b, Shape input) {
    int channels = b.integer("out", 1, 1, MOST);
    Window window = window(b, (Shape.Image) input, 1);
    return new Op.Convolution(window, channels, 1, weights(b));
  }

  private Op pool(Bound b, Shape input) {
    return new Op.MaxPool(window(b, (Shape.Image) input, 0));
  }

  private Op lrn(Bound b) {
    int radius = b.integer("radius", 1, 1, 1 << 20);
    return new Op.Lrn(
        radius,
        b.number("k", 1, 1e-30, LARGEST),
        b.number("alpha", 0.001 / (2 * radius + 1), 0, LARGEST),
        b.number("beta", 0.75, 0, 1e3));
  }

  private Op dense(Bound b) {
    return new Op.Dense(b.integer("n", 1, 1, MOST), weights(b));
  }

  private Op.Weights weights(Bound b) {
    return new Op.Weights(initializers.read(b), bias(b), b.number("decay", 0, 0, LARGEST));
  }

  private static Optional<Double> bias(Bound b) {
    return b.value("bias").orElse(null) instanceof Value.None
        ? Optional.empty()
        : Optional.of(b.number("bias", 0, -LARGEST, LARGEST));
  }

  /** The window; {@code stride} 0 means "as wide as the window" where none is given. */
  private Window window(Bound b, Shape.Image in, int stride) {
    int[] k = b.pair("k", 1, 1, MOST);
    int[] s = b.pair("stride", Math.max(stride, 1), 1, MOST);
    if (stride == 0 && !b.given("stride")) {
      s = k;
    }
    Window window = new Window(k[0], k[1], s[0], s[1], padding(b, in, k, s));
    Padding p = window.padding();
    long height = (long) in.height() + p.top() + p.bottom();
    long width = (long) in.width() + p.left() + p.right();
    // A window twice as large as the image sees all of it wherever it stands.
    if (!b.failed() && (beyond(k[0], in.height()) || beyond(k[1], in.width()))) {
      b.fault(
          Diagnostic.of(
                  Code.WINDOW_TOO_LARGE,
                  b.span("k"),
                  "window " + k[0] + "x" + k[1] + " is more than twice as large as the " + in
                      + " input")
              .help("a window of " + in.height() + "x" + in.width() + " covers the whole image"));
      return window;
    }
    if (!b.failed() && (k[0] > height || k[1] > width)) {
      String pad = b.given("pad") ? b.span("pad").text() : "same";
      b.fault(
          Diagnostic.of(
                  Code.WINDOW_TOO_LARGE,
                  b.span("k"),
                  "window " + k[0] + "x" + k[1] + " does not fit the " + in + " input (pad = "
                      + pad + ")")
              .help("use pad = same, or a window of at most " + Math.min(height, width)));
    }
    return window;
  }

  private static boolean beyond(int window, int image) {
    return window > SMALL_WINDOW && window > 2L * image;
  }

  private Padding padding(Bound b, Shape.Image in, int[] k, int[] s) {
    Value pad = b.value("pad").orElse(new Value.Word("same"));
    if (pad instanceof Value.Word w) {
      switch (w.name()) {
        case "same", "same_lower":
          boolean lower = w.name().equals("same_lower");
          int y = samePadding(in.height(), k[0], s[0]);
          int x = samePadding(in.width(), k[1], s[1]);
          int top = lower ? y - y / 2 : y / 2;
          int left = lower ? x - x / 2 : x / 2;
          return new Padding(top, y - top, left, x - left);
        case "valid":
          return Padding.NONE;
        default:
          b.wrong("pad", "`same`, `same_lower`, `valid`, a number or [top, bottom, left, right]", w);
          return Padding.NONE;
      }
    }
    if (pad instanceof Value.Items l && l.items().size() == 4) {
      int[] p = new int[4];
      for (int i = 0; i < 4; i++) {
        p[i] = b.whole("pad", l.items().get(i), 0, 0, k[i / 2] - 1);
      }
      return new Padding(p[0], p[1], p[2], p[3]);
    }
    if (pad instanceof Value.Items) {
      b.fault(
          Diagnostic.of(
              Code.WRONG_KIND, b.span("pad"),
              "`pad` needs one number, or four: [top, bottom, left, right]"));
      return Padding.NONE;
    }
    int n = b.whole("pad", pad, 0, 0, Math.min(k[0], k[1]) - 1);
    return new Padding(n, n, n, n);
  }

  /** TensorFlow's SAME: as many outputs as ceil(in / stride), zeros shared, the odd one last. */
  private static int samePadding(int in, int k, int stride) {
    long out = (in + (long) stride - 1) / stride;
    return (int) Math.min(MOST, Math.max((out - 1) * stride + k - in, 0));
  }
}
