package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.cpu.DepthwiseWeightGradient;
import cnnc.dsl.model.Window;

/**
 * The weight gradient of a convolution of each channel by itself. A task is a group of images; a tile
 * holds the taps of a row of the window by some vectors of channels in registers while it walks pixels
 * that all these taps reach. A band of rows stays in an L1 cache for all rows of the window.
 */
public final class DepthwiseWeightKernel {
  /** Floats of gradients in a band, of the channels at work where vectors are widest. */
  private static final int BAND = 2048;

  private static final int WIDEST = 16;

  /** Accumulators enough to hide the latency of a multiply-add. */
  private static final int ACCUMULATORS = 8;

  private final KernelMethod kernel;
  private final KernelWriter to;
  private final Geometry g;
  private final Window w;

  private DepthwiseWeightKernel(KernelMethod kernel, KernelWriter to, Geometry g) {
    this.kernel = kernel;
    this.to = to;
    this.g = g;
    this.w = g.window();
  }

  public static void write(DepthwiseWeightGradient gradient, KernelMethod kernel, KernelWriter to) {
    Op.ConvolutionWeightGradient op = gradient.op();
    new DepthwiseWeightKernel(kernel, to, op.geometry()).write();
  }

  private void write() {
    int size = w.taps() * g.channels();
    int vectors = Math.max(1, g.channels() / to.dialect().lanes());
    int taps = Math.min(w.width(), ACCUMULATORS);
    Tile tile = new Tile(taps, Math.min(vectors, (ACCUMULATORS + taps - 1) / taps), to.dialect());
    Text t = new Text();
    KernelWriter.images(t);
    t.lines(
        "int sums = dwAt + task * " + size + ";",
        "java.util.Arrays.fill(dw, sums, sums + " + size + ", 0f);",
        "for (int image = first; image < last; image++) {",
        "int in = xAt + image * " + g.inSize() + ";",
        "int grad = dyAt + image * " + g.outPixels() * g.channels() + ";");
    Blocks.channels(t, "", g.channels(), tile, this::bands);
    t.line("}");
    to.body(kernel, t);
  }

  /** A band of rows after the other, for each row of the window. */
  private void bands(Tile tile, Text t) {
    // Whatever vectors there are: pixels are summed in the order of the bands.
    int vectors = (ACCUMULATORS + w.width() - 1) / Math.min(w.width(), ACCUMULATORS);
    int channels = Math.min(g.channels(), Math.max(1, vectors) * WIDEST);
    int rows = Math.max(1, BAND / (g.outWidth() * channels));
    String ky = Text.times("ky", w.dilationY());
    t.lines(
        "for (int band = 0; band < " + g.outHeight() + "; band += " + rows + ") {",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {");
    ConvolutionWeightKernels.rows(t, g);
    t.lines(
        "y0 = Math.max(y0, band);",
        "y1 = Math.min(y1, band + " + rows + ");",
        "if (y0 >= y1) {",
        "continue;",
        "}",
        "int source = in + o + (" + Text.times("y0", w.strideY()) + " - " + w.padding().top() + " + " + ky
            + ") * " + g.width() * g.channels() + ";",
        "int from = grad + o + y0 * " + g.outWidth() * g.channels() + ";",
        "int row = sums + o + ky * " + w.width() * g.channels() + ";");
    runs(tile, t);
    t.lines("}", "}");
  }

  /** Columns under which the same taps lie in the image, so many taps at a time as the tile has. */
  private void runs(Tile tile, Text t) {
    for (int column = 0, next; column < g.outWidth(); column = next) {
      next = column + 1;
      while (next < g.outWidth()
          && firstTap(next) == firstTap(column)
          && behindTap(next) == behindTap(column)) {
        next++;
      }
      for (int tap = firstTap(column); tap < behindTap(column); tap += tile.rows()) {
        int taps = Math.min(tile.rows(), behindTap(column) - tap);
        int pixel = column * w.strideX() - w.padding().left() + tap * w.dilationX();
        t.line(
            method(tile.withRows(taps)) + "(x, " + Text.plus("source", pixel * g.channels())
                + ", dy, " + Text.plus("from", column * g.channels()) + ", dw, "
                + Text.plus("row", tap * g.channels()) + ", (y1 - y0) * " + (next - column) + ", "
                + (next - column) + ");");
      }
    }
  }

  private int firstTap(int column) {
    int tap = 0;
    while (tap < w.width() && source(column, tap) < 0) {
      tap++;
    }
    return tap;
  }

  private int behindTap(int column) {
    int tap = w.width();
    while (tap > 0 && source(column, tap - 1) >= g.width()) {
      tap--;
    }
    return tap;
  }

  private int source(int column, int tap) {
    return column * w.strideX() - w.padding().left() + tap * w.dilationX();
  }

  /** The name of the method for this tile: one loop over all pixels, for the JIT's sake. */
  private String method(Tile tile) {
    Dialect d = tile.dialect();
    int channels = g.channels();
    Tile.Element sum = (r, c) -> Text.plus("dwAt", r * channels + c * d.lanes());
    Text t = new Text();
    tile.declare(t, (r, c) -> d.load("dw", sum.of(r, c)));
    t.lines(
        "int i = xAt;", "int k = dyAt;", "int column = 0;", "for (int n = 0; n < pixels; n++) {");
    tile.loadColumns(t, "dy", "k");
    tile.freshColumns(t);
    for (int r : tile.rowList()) {
      for (int c = 0; c < tile.columns(); c++) {
        String x = d.load("x", Text.plus("i", r * w.dilationX() * channels + c * d.lanes()));
        String a = tile.accumulator(r, c);
        t.line(a + " = " + d.fma(x, "v" + c, a) + ";");
      }
    }
    int step = w.strideX() * channels;
    t.lines(
        "i += " + step + ";",
        "k += " + channels + ";",
        "column++;",
        "if (column == columns) {",
        "column = 0;",
        "i += " + w.strideY() * g.width() * channels + " - columns * " + step + ";",
        "k += (" + g.outWidth() + " - columns) * " + channels + ";",
        "}",
        "}");
    tile.store(t, "dw", sum);
    return to.tile(
        kernel.name() + "Tile" + tile.suffix(),
        "float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt, int pixels, int columns",
        t);
  }
}
