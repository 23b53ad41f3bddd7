package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.ChannelBlocks;
import cnnc.codegen.kernel.cpu.DirectConvolution;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct convolution of few images by many weights: a task makes some channels of some rows. One row of
 * the window after the other is added to all of them, so that its weights stay in an L2 cache, and a
 * register tile has pixels of several rows, so that a weight that is loaded meets many of them.
 */
final class BlockConvolution {
  private static final String Y = Ports.outputName(0);
  /** Pixels of a tile; what is left of the registers are vectors of channels. */
  private static final int PIXELS = 12;

  private final Op.Convolution op;
  private final Geometry g;
  private final Window w;
  private final ChannelBlocks blocks;
  private final KernelMethod kernel;
  private final KernelWriter to;
  private final int in;
  private final int out;
  private final Text t = new Text();

  private BlockConvolution(
      DirectConvolution direct, ChannelBlocks blocks, KernelMethod kernel, KernelWriter to) {
    op = direct.op();
    g = op.geometry();
    w = g.window();
    this.blocks = blocks;
    this.kernel = kernel;
    this.to = to;
    in = g.channels();
    out = op.outChannels();
  }

  static void write(
      DirectConvolution direct, ChannelBlocks blocks, KernelMethod kernel, KernelWriter to) {
    new BlockConvolution(direct, blocks, kernel, to).write();
  }

  /** Opens the loop over a task's channels, from {@code channel} on, of rows from {@code top} on. */
  static void eachBlock(Text t, ChannelBlocks b, int outChannels, int outHeight) {
    int tasks = b.tasks(outChannels);
    t.lines(
        "int first = task * each;",
        "int last = Math.min(images * " + tasks + ", first + each);",
        "for (int unit = first; unit < last; unit++) {",
        "int image = unit / " + tasks + ";",
        "int band = unit % " + b.bands() + ";",
        "int channel = unit % " + tasks + " / " + b.bands() + " * " + b.channels() + ";",
        "int top = band * " + outHeight + " / " + b.bands() + ";",
        "int bottom = (band + 1) * " + outHeight + " / " + b.bands() + ";");
  }

  private void write() {
    Dialect d = to.dialect();
    int vectors = blocks.channels() / d.lanes();
    Tile tile = to.registers(kernel, PIXELS, vectors, PIXELS);
    eachBlock(t, blocks, out, g.outHeight());
    t.lines(
        "int in = xAt + image * " + g.inSize() + ";",
        "int out = " + Y + "At + image * " + g.outPixels() * out + ";",
        begin(d) + "(" + Y + ", out + top * " + g.outWidth() * out + " + channel, "
            + (op.bias() ? "b, bAt + channel, " : "") + "(bottom - top) * " + g.outWidth() + ");",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {",
        "int above = " + Text.plus("-" + Text.times("ky", w.dilationY()), w.padding().top()) + ";",
        "int begin = Math.max(top, " + up("above", w.strideY()) + ");",
        "int end = Math.min(bottom, " + up(Text.plus("above", g.height()), w.strideY()) + ");");
    Blocks.channels(t, "channel", blocks.channels(), tile, this::rows);
    t.line("}");
    new Epilogue(op.result(), out)
        .of(blocks.channels())
        .write(
            t, kernel, to, "(image * " + g.outHeight() + " + top) * " + g.outWidth() * out,
            "(bottom - top) * " + g.outWidth());
    t.line("}");
    to.body(kernel, t);
  }

  /** A quotient, rounded up. */
  private static String up(String number, int divisor) {
    return divisor == 1 ? number : "-Math.floorDiv(-(" + number + "), " + divisor + ")";
  }

  /** The method that sets some channels of pixels to their bias, or to zero. */
  private String begin(Dialect d) {
    Text begin = new Text();
    begin.lines(
        "for (int n = 0, at = " + Y + "At; n < pixels; n++, at += " + out + ") {",
        "for (int c = 0; c < " + blocks.channels() + "; c += " + d.lanes() + ") {",
        d.store(op.bias() ? d.load("b", "bAt + c") : d.zero(), Y, "at + c"),
        "}",
        "}");
    return to.tile(
        kernel.name() + "Begin",
        "float[] " + Y + ", int " + Y + "At, " + (op.bias() ? "float[] b, int bAt, " : "") + "int pixels",
        begin);
  }

  /** Adds a row of the window to the rows that it reaches. */
  private void rows(Tile tile, Text text) {
    List<Integer> sizes = KernelWriter.evenly(g.outWidth(), tile.rows());
    int most = Math.max(1, Math.min(g.outHeight() / blocks.bands(), tile.rows() / sizes.get(0)));
    text.line("int row = begin;");
    for (int rows : most > 1 ? new int[] {most, 1} : new int[] {1}) {
      text.lines(
          "for (; row + " + rows + " <= end; row += " + rows + ") {",
          "int from = in + (" + Text.times("row", w.strideY()) + " - above) * " + g.width() * in + ";",
          "int k = wAt + channel * " + w.taps() * in + " + o - channel + ky * "
              + w.width() * in * blocks.channels() + ";",
          "int to = out + row * " + g.outWidth() * out + " + o;");
      int column = 0;
      for (int size : sizes) {
        pixels(tile, rows, column, size, text);
        column += size;
      }
      text.line("}");
    }
  }

  /** Adds it to so many pixels of so many rows: taps that reach the same pixels, at once. */
  private void pixels(Tile tile, int rows, int column, int size, Text text) {
    for (int tap = 0; tap < w.width(); ) {
      List<Integer> reached = reached(column, size, tap);
      int taps = 1;
      while (w.dilationX() == 1
          && tap + taps < w.width()
          && reached(column, size, tap + taps).equals(reached)) {
        taps++;
      }
      if (!reached.isEmpty()) {
        text.line(
            tile(tile, rows, size, reached) + "(x, "
                + Text.plus("from", source(column, tap) * in) + ", w, "
                + Text.plus("k", tap * in * blocks.channels()) + ", " + Y + ", "
                + Text.plus("to", column * out) + ", " + taps * in + ");");
      }
      tap += taps;
    }
  }

  private int source(int column, int tap) {
    return column * w.strideX() - w.padding().left() + tap * w.dilationX();
  }

  /** Of pixels from a column on, those to which a tap brings something. */
  private List<Integer> reached(int column, int size, int tap) {
    List<Integer> reached = new ArrayList<>();
    for (int p = 0; p < size; p++) {
      int source = source(column + p, tap);
      if (source >= 0 && source < g.width()) {
        reached.add(p);
      }
    }
    return reached;
  }

  /** The method that adds so many products of a pixel's source and weights, in a single loop. */
  private String tile(Tile of, int rows, int size, List<Integer> reached) {
    Tile tile = of.withRows(rows * reached.size());
    Dialect d = tile.dialect();
    List<Integer> sources = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int p : reached) {
        sources.add((row * w.strideY() * g.width() + p * w.strideX()) * in);
        targets.add((row * g.outWidth() + p) * out);
      }
    }
    Tile.Element target = (r, c) -> Text.plus(Y + "At", targets.get(r) + c * d.lanes());
    Text body = new Text();
    tile.declare(body, (r, c) -> d.load(Y, target.of(r, c)));
    body.line("for (int n = 0, i = xAt, k = wAt; n < count; n++, i++, k += " + blocks.channels() + ") {");
    tile.loadColumns(body, "w", "k");
    for (int r : tile.rowList()) {
      tile.multiply(body, r, "x[" + Text.plus("i", sources.get(r)) + "]");
    }
    body.line("}");
    tile.store(body, Y, target);
    return to.tile(
        kernel.name() + "Tile" + rows + "x" + size + "x" + reached.size() + "at" + reached.get(0) + "x"
            + tile.columns(),
        "float[] x, int xAt, float[] w, int wAt, float[] " + Y + ", int " + Y + "At, int count",
        body);
  }
}
