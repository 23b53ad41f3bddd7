package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.DepthwiseConvolution;
import cnnc.codegen.kernel.cpu.DepthwiseInputGradient;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A convolution of each channel by itself, and its input gradient. Neighbouring pixels that the same
 * taps serve are a tile, whose loop goes over the channels: what it reads lies together then, whatever
 * the number of channels is, and fills all of a cache.
 */
public final class DepthwiseKernels {
  /** Multiply-adds of a tile that the JIT compiles well. */
  private static final int MOST = 100;

  /** Pixels of a tile: with what they read, and a row of weights, they fit 16 registers. */
  private static final int PIXELS = 4;

  private final KernelMethod kernel;
  private final KernelWriter to;
  private final boolean bias;
  private final Epilogue epilogue;
  private final Formula result;
  private final int channels;
  private final int inWidth;
  private final int inSize;
  private final int outWidth;
  private final int outHeight;
  private final int windowWidth;
  private final String in;
  private final String out;
  private final List<AxisRuns.Run> rows;
  private final List<AxisRuns.Run> columns;

  private int methods;

  private DepthwiseKernels(
      KernelMethod kernel, KernelWriter to, Geometry g, boolean bias, Formula formula,
      boolean forward) {
    Window w = g.window();
    this.kernel = kernel;
    this.to = to;
    this.bias = bias;
    epilogue = new Epilogue(formula, g.channels());
    result = epilogue.ofSums();
    channels = g.channels();
    inWidth = forward ? g.width() : g.outWidth();
    inSize = forward ? g.inSize() : g.outPixels() * channels;
    outWidth = forward ? g.outWidth() : g.width();
    outHeight = forward ? g.outHeight() : g.height();
    windowWidth = w.width();
    in = forward ? "x" : "dy";
    out = forward ? Ports.outputName(0) : "dx";
    AxisRuns down =
        new AxisRuns(w.height(), w.strideY(), w.dilationY(), w.padding().top());
    AxisRuns across =
        new AxisRuns(w.width(), w.strideX(), w.dilationX(), w.padding().left());
    rows =
        forward
            ? down.forward(g.height(), outHeight)
            : down.backward(outHeight, g.outHeight());
    columns =
        forward ? across.forward(g.width(), outWidth) : across.backward(outWidth, g.outWidth());
  }

  public static void forward(DepthwiseConvolution depthwise, KernelMethod kernel, KernelWriter to) {
    Op.Convolution c = depthwise.op();
    new DepthwiseKernels(kernel, to, c.geometry(), c.bias(), c.result(), true).write();
  }

  public static void inputGradient(
      DepthwiseInputGradient depthwise, KernelMethod kernel, KernelWriter to) {
    Op.ConvolutionInputGradient c = depthwise.op();
    new DepthwiseKernels(kernel, to, c.geometry(), false, Formula.IDENTITY, false).write();
  }

  private void write() {
    Text t = new Text();
    KernelWriter.eachBand(t, outHeight);
    t.lines(
        "int from = " + in + "At + image * " + inSize + ";",
        "int to = " + out + "At + image * " + outHeight * outWidth * channels + ";");
    rows.forEach(run -> rows(run, t));
    epilogue.write(
        t, kernel, to, "(image * " + outHeight + " + top) * " + outWidth * channels,
        "(bottom - top) * " + outWidth);
    t.line("}");
    to.body(kernel, t);
  }

  /** The rows of a run that the task has. */
  private void rows(AxisRuns.Run run, Text t) {
    int behind = run.step() - 1 - run.first();
    t.lines(
        "for (int r = Math.max(0, " + divided(Text.plus("top", behind), run) + "), end = Math.min("
            + run.count() + ", " + divided(Text.plus("bottom", behind), run) + "); r < end; r++) {",
        "int at = to + (" + Text.plus(Text.times("r", run.step()), run.first()) + ") * "
            + outWidth * channels + ";",
        "int source = from + " + Text.times("r", run.advance()) + " * " + inWidth * channels + ";");
    columns.forEach(c -> tiles(run, c, t));
    t.line("}");
  }

  private static String divided(String number, AxisRuns.Run run) {
    return run.step() == 1 ? number : "(" + number + ") / " + run.step();
  }

  /** The pixels of a run in tiles of nearly the same size. */
  private void tiles(AxisRuns.Run row, AxisRuns.Run column, Text t) {
    int taps = row.taps().size() * column.taps().size();
    int most = Math.max(1, Math.min(PIXELS, MOST / Math.max(1, taps)));
    List<Integer> sizes = KernelWriter.evenly(column.count(), most);
    int begin = 0;
    for (int size : new LinkedHashSet<>(sizes)) {
      int tiles = Collections.frequency(sizes, size);
      int first = column.first() + begin * column.step();
      int moved = begin * column.advance();
      begin += tiles * size;
      String suffix = tiles == 1 ? "" : " + tile * " + size;
      if (tiles > 1) {
        t.line("for (int tile = 0; tile < " + tiles + "; tile++) {");
      }
      String out = Text.plus("at", first * channels) + times(suffix, column.step() * channels);
      String in = "source" + times(suffix, column.advance() * channels);
      to.dialect().channels(channels)
          .forEach(part -> calls(part, row, column, size, in, moved, out, t));
      if (tiles > 1) {
        t.line("}");
      }
    }
  }

  private static String times(String suffix, int n) {
    return suffix.isEmpty() ? "" : suffix + " * " + n;
  }

  /** All taps of a tile for some channels, as many rows at a time as are compiled well. */
  private void calls(
      Dialect.Part part, AxisRuns.Run row, AxisRuns.Run column, int size, String source, int moved,
      String at, Text t) {
    int each = column.taps().isEmpty() ? 0 : row.taps().size();
    int atOnce = Math.max(1, MOST / Math.max(1, column.taps().size() * size));
    for (int from = 0; from == 0 || from < each; from += atOnce) {
      int behind = Math.min(each, from + atOnce);
      AxisRuns.Run some = row.of(from, behind);
      int first = 0;
      int weights = 0;
      if (each > 0) {
        first = some.sources().get(0) * inWidth + column.sources().get(0) + moved;
        weights = some.taps().get(0) * windowWidth + column.taps().get(0);
      }
      boolean begins = from == 0;
      t.line(
          method(part.dialect(), some, column, size, begins, behind == each) + "(" + in + ", "
              + Text.plus(source, first * channels + part.first()) + ", w, "
              + Text.plus("wAt", weights * channels + part.first())
              + (begins && bias ? ", b, " + Text.plus("bAt", part.first()) : "") + ", " + out + ", "
              + Text.plus(at, part.first()) + ", " + part.count() + ");");
    }
  }

  /** The name of the method for so many pixels that these taps serve. */
  private String method(
      Dialect d, AxisRuns.Run row, AxisRuns.Run column, int size, boolean first, boolean last) {
    boolean none = row.taps().isEmpty() || column.taps().isEmpty();
    boolean applies = last && !result.equals(Formula.IDENTITY);
    Text t = new Text();
    t.line("for (int c = 0; c < count; " + (d.vector() ? "c += " + d.lanes() : "c++") + ") {");
    for (int p = 0; p < size; p++) {
      String begin = bias ? d.load("b", "bAt + c") : d.zero();
      String start = first ? begin : d.load(out, place(out + "At", p * column.step()));
      t.line(d.type() + " a" + p + " = " + start + ";");
    }
    for (int v = 0; !none && v < row.taps().size(); v++) {
      row(d, row, column, size, v, t);
    }
    for (int p = 0; p < size; p++) {
      String value = applies ? FormulaCode.apply(result, d, "a" + p) : "a" + p;
      t.line(d.store(value, out, place(out + "At", p * column.step())));
    }
    t.line("}");
    return to.tile(
        kernel.name() + "Taps" + methods++,
        "float[] " + in + ", int " + in + "At, float[] w, int wAt, "
            + (first && bias ? "float[] b, int bAt, " : "") + "float[] " + out + ", int " + out
            + "At, int count",
        t);
  }

  private String place(String begin, int pixels) {
    return Text.plus(begin, pixels * channels) + " + c";
  }

  /** The taps of a row of the window: what several pixels read is loaded once. */
  private void row(
      Dialect d, AxisRuns.Run row, AxisRuns.Run column, int size, int v, Text t) {
    int weights = (row.taps().get(v) - row.taps().get(0)) * windowWidth;
    int source = (row.sources().get(v) - row.sources().get(0)) * inWidth;
    Map<Integer, String> loaded = new HashMap<>();
    for (int u = 0; u < column.taps().size(); u++) {
      int tap = weights + column.taps().get(u) - column.taps().get(0);
      String w = "w" + v + "_" + u;
      t.line(d.type() + " " + w + " = " + d.load("w", place("wAt", tap)) + ";");
      for (int p = 0; p < size; p++) {
        int pixel =
            source + column.sources().get(u) - column.sources().get(0) + p * column.advance();
        String x = loaded.get(pixel);
        if (x == null) {
          x = "x" + v + "_" + loaded.size();
          loaded.put(pixel, x);
          t.line(d.type() + " " + x + " = " + d.load(in, place(in + "At", pixel)) + ";");
        }
        t.line("a" + p + " = " + d.fma(x, w, "a" + p) + ";");
      }
    }
  }
}
