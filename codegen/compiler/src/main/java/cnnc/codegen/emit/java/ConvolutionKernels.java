package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Direct convolution and its input gradient. Both make a row of output pixels from rows of source
 * pixels: each tap of the window adds, for every output pixel it reaches, source times weight. Which
 * pixels a tap reaches is known here, so that padding costs nothing: the tile's code for a tap holds
 * just the multiply-adds that are due.
 */
final class ConvolutionKernels {
  /** Bytecodes of a tile must stay well below 8000, above which methods are never compiled. */
  private static final int MOST_BYTECODES = 6000;

  /** Says where output pixels find their sources. */
  private interface Axis {
    /** Source of an output position under a tap, or -1 for none. */
    int source(int output, int tap);
  }

  private final Kernel kernel;
  private final KernelWriter to;
  private final Geometry g;
  private final Window window;
  private final boolean forward;
  private final int inWidth;
  private final int inHeight;
  private final int inChannels;
  private final int outWidth;
  private final int outHeight;
  private final int outChannels;
  private final Epilogue epilogue;
  private final Axis columns;
  /** Tile methods by what their taps do. */
  private final Map<String, String> methods = new LinkedHashMap<>();

  private ConvolutionKernels(
      Kernel kernel, KernelWriter to, Geometry g, int channels, Epilogue e, boolean forward) {
    this.kernel = kernel;
    this.to = to;
    this.g = g;
    this.window = g.window();
    this.forward = forward;
    this.epilogue = e;
    inWidth = forward ? g.width() : g.outWidth();
    inHeight = forward ? g.height() : g.outHeight();
    inChannels = forward ? g.channels() : channels;
    outWidth = forward ? g.outWidth() : g.width();
    outHeight = forward ? g.outHeight() : g.height();
    outChannels = forward ? channels : g.channels();
    columns = forward ? this::forwardSource : this::backwardSource;
  }

  static void forward(Kernel kernel, KernelWriter to) {
    Op.Convolution c = (Op.Convolution) kernel.op();
    new ConvolutionKernels(kernel, to, c.geometry(), c.outChannels(), c.epilogue(), true).write();
  }

  static void inputGradient(Kernel kernel, KernelWriter to) {
    Op.ConvolutionInputGradient c = (Op.ConvolutionInputGradient) kernel.op();
    new ConvolutionKernels(kernel, to, c.geometry(), c.outChannels(), Epilogue.NONE, false)
        .write();
  }

  private int forwardSource(int output, int tap) {
    int source = output * window.strideX() - window.padding().left() + tap;
    return source >= 0 && source < inWidth ? source : -1;
  }

  private int backwardSource(int output, int tap) {
    int reached = output + window.padding().left() - tap;
    boolean hit = reached >= 0 && reached % window.strideX() == 0;
    return hit && reached / window.strideX() < inWidth ? reached / window.strideX() : -1;
  }

  /** What a tile's offsets count from, so that tiles that do the same share a method. */
  private int anchor(int column) {
    return forward ? column * window.strideX() : column / window.strideX();
  }

  private void write() {
    if (!to.dialect().vector() || perTap(1, 1) * window.width() > MOST_BYTECODES) {
      PlainConvolution.rows(kernel, to, g, forward, inChannels, outChannels, epilogue);
      return;
    }
    String in = forward ? "x" : "dy";
    String out = forward ? "y" : "dx";
    Tile tile = tile();
    Text t = new Text();
    t.lines(
        "int in = " + in + "At + task * " + inHeight * inWidth * inChannels + ";",
        "int out = " + out + "At + task * " + outHeight * outWidth * outChannels + ";");
    Blocks.channels(t, "", outChannels, tile, (block, text) -> rows(block, text, in, out));
    to.body(kernel, t);
  }

  private Tile tile() {
    int vectors = Math.max(1, outChannels / to.dialect().lanes());
    Tile tile = Tile.choose(outWidth, vectors, to.dialect(), 12, 8, 6, 4);
    while (tile.rows() > 1 && perTap(tile.rows(), tile.columns()) * window.width() > MOST_BYTECODES) {
      tile = tile.withRows(tile.rows() / 2);
    }
    return tile;
  }

  /** About how many bytecodes a tap takes. */
  private static int perTap(int rows, int columns) {
    return 40 + rows * 18 + rows * columns * 10;
  }

  private void rows(Tile tile, Text t, String in, String out) {
    t.line("for (int row = 0; row < " + outHeight + "; row++) {");
    int column = 0;
    List<Integer> sizes = KernelWriter.evenly(outWidth, tile.rows());
    for (int i = 0; i < sizes.size(); i++) {
      String method = method(tile.withRows(sizes.get(i)), column);
      int same = 1;
      while (i + same < sizes.size()
          && sizes.get(i + same).equals(sizes.get(i))
          && anchor(column + same * sizes.get(i)) - anchor(column)
              == same * (anchor(column + sizes.get(i)) - anchor(column))
          && method(tile.withRows(sizes.get(i)), column + same * sizes.get(i)).equals(method)) {
        same++;
      }
      String source = Text.plus("in", anchor(column) * inChannels);
      String target =
          Text.plus("out + row * " + outWidth * outChannels, column * outChannels) + " + o";
      if (same > 1) {
        int step = sizes.get(i);
        int sourceStep = (anchor(column + step) - anchor(column)) * inChannels;
        t.line("for (int i = 0; i < " + same + "; i++) {");
        call(t, method, in, out, source + " + i * " + sourceStep,
            target + " + i * " + step * outChannels);
        t.line("}");
      } else {
        call(t, method, in, out, source, target);
      }
      column += same * sizes.get(i);
      i += same - 1;
    }
    t.line("}");
  }

  private void call(Text t, String method, String in, String out, String source, String target) {
    String bias = epilogue.bias() ? "b, bAt + o, " : "";
    t.line(
        method + "(" + in + ", " + source + ", w, wAt + o, " + bias + out + ", " + target
            + ", row);");
  }

  /** The name of the method for this tile at this column; written when it is new. */
  private String method(Tile tile, int column) {
    List<int[]> taps = new ArrayList<>();
    StringBuilder key = new StringBuilder(tile.suffix());
    for (int tap = 0; tap < window.width(); tap++) {
      int[] offsets = new int[tile.rows()];
      for (int p = 0; p < tile.rows(); p++) {
        int source = columns.source(column + p, tap);
        offsets[p] = source < 0 ? Integer.MIN_VALUE : source - anchor(column);
        key.append(' ').append(offsets[p]);
      }
      taps.add(offsets);
    }
    String known = methods.get(key.toString());
    if (known != null) {
      return known;
    }
    String name = kernel.name() + "Tile" + methods.size();
    methods.put(key.toString(), name);
    writeTile(name, tile, taps);
    return name;
  }

  private void writeTile(String name, Tile tile, List<int[]> taps) {
    String in = forward ? "x" : "dy";
    String out = forward ? "y" : "dx";
    Text t = new Text();
    tile.declare(
        t,
        c -> epilogue.bias()
            ? tile.dialect().load("b", Text.plus("bAt", c * tile.dialect().lanes()))
            : tile.dialect().zero());
    t.line("for (int ky = 0; ky < " + window.height() + "; ky++) {");
    sourceRow(t);
    t.lines(
        "int from = " + in + "At + source * " + inWidth * inChannels + ";",
        "int k = wAt + ky * " + window.width() * inChannels * outChannels + ";");
    for (int tap = 0; tap < taps.size(); ) {
      tap = tapLoop(t, tile, taps, tap, in);
    }
    t.line("}");
    for (int p : tile.rowList()) {
      for (int c = 0; c < tile.columns(); c++) {
        String value = tile.accumulator(p, c);
        value = epilogue.relu() ? tile.dialect().relu(value) : value;
        String at = Text.plus(out + "At", p * outChannels + c * tile.dialect().lanes());
        t.line(tile.dialect().store(value, out, at));
      }
    }
    String bias = epilogue.bias() ? "float[] b, int bAt, " : "";
    to.tile(
        name,
        "float[] " + in + ", int " + in + "At, float[] w, int wAt, " + bias + "float[] " + out
            + ", int " + out + "At, int row",
        t);
  }

  private void sourceRow(Text t) {
    int top = window.padding().top();
    if (forward) {
      t.line("int source = " + Text.plus(Text.times("row", window.strideY()), -top) + " + ky;");
      t.line("if (source < 0 || source >= " + inHeight + ") {");
    } else if (window.strideY() == 1) {
      t.line("int source = " + Text.plus("row", top) + " - ky;");
      t.line("if (source < 0 || source >= " + inHeight + ") {");
    } else {
      t.line("int reached = " + Text.plus("row", top) + " - ky;");
      t.line("int source = reached / " + window.strideY() + ";");
      t.line(
          "if (reached < 0 || reached % " + window.strideY() + " != 0 || source >= " + inHeight
              + ") {");
    }
    t.line("continue;").line("}");
  }

  /** One loop over the channels of a tap, or of several taps that lie in a row in memory. */
  private int tapLoop(Text t, Tile tile, List<int[]> taps, int tap, String in) {
    int[] first = taps.get(tap);
    boolean idle = java.util.Arrays.stream(first).allMatch(o -> o == Integer.MIN_VALUE);
    int last = tap + 1;
    while (last < taps.size() && follows(first, taps.get(last), last - tap)) {
      last++;
    }
    int length = (last - tap) * inChannels;
    if (idle) {
      t.line("k += " + length * outChannels + ";");
      return last;
    }
    t.line("for (int c = 0; c < " + length + "; c++, k += " + outChannels + ") {");
    tile.loadColumns(t, "w", "k");
    for (int p : tile.rowList()) {
      if (first[p] != Integer.MIN_VALUE) {
        tile.multiply(t, p, in + "[" + Text.plus("from + c", first[p] * inChannels) + "]");
      }
    }
    t.line("}");
    return last;
  }

  /** Whether a tap reads, for the same pixels, what lies {@code distance} pixels further on. */
  private static boolean follows(int[] first, int[] next, int distance) {
    for (int p = 0; p < first.length; p++) {
      boolean none = first[p] == Integer.MIN_VALUE;
      if (none != (next[p] == Integer.MIN_VALUE) || !none && next[p] != first[p] + distance) {
        return false;
      }
    }
    return true;
  }
}
