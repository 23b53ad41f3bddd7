package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.LocalBackward;
import cnnc.codegen.kernel.cpu.LocalForward;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;

/**
 * A convolution with weights for each position, and its input gradient. A task makes one pixel of all
 * images, several of them at a time: weights are read for these together.
 */
public final class LocalKernels {
  /**
   * What is walked.
   *
   * @param array of what is read
   * @param depth values that a tap reads of an image
   * @param size values of an image
   * @param column what lies between two columns of taps
   * @param row what lies between two rows of taps
   */
  private record Walk(String array, int depth, int size, int column, int row) {}

  private final KernelMethod kernel;
  private final KernelWriter to;
  private final String out;
  private final int width;
  private final int outSize;
  private final boolean bias;
  private final Formula result;
  private final Walk in;
  private final Walk weights;

  private LocalKernels(
      KernelMethod kernel, KernelWriter to, String out, int width, int outSize, boolean bias,
      Formula result, Walk in, Walk weights) {
    this.kernel = kernel;
    this.to = to;
    this.out = out;
    this.width = width;
    this.outSize = outSize;
    this.bias = bias;
    this.result = result;
    this.in = in;
    this.weights = weights;
  }

  public static void forward(LocalForward local, KernelMethod kernel, KernelWriter to) {
    Op.LocalConvolution c = local.op();
    Geometry g = c.geometry();
    Window w = g.window();
    int tap = g.channels() * c.outChannels();
    Text t = new Text();
    t.lines("int py = task / " + g.outWidth() + ";", "int px = task % " + g.outWidth() + ";");
    WindowTaps.down(w).sources(t, "py", "ky", "sy", "rows", g.height());
    WindowTaps.across(w).sources(t, "px", "kx", "sx", "columns", g.width());
    t.lines(
        "int from = xAt + (sy * " + g.width() + " + sx) * " + g.channels() + ";",
        "int k = wAt + ((task * " + w.height() + " + ky) * " + w.width() + " + kx) * " + tap + ";");
    new LocalKernels(
            kernel, to, Ports.outputName(0), c.outChannels(), g.outPixels() * c.outChannels(),
            c.bias(), c.result(),
            new Walk(
                "x", g.channels(), g.inSize(), w.dilationX() * g.channels(),
                w.dilationY() * g.width() * g.channels()),
            new Walk("w", g.channels(), 0, tap, w.width() * tap))
        .write(t);
  }

  public static void inputGradient(LocalBackward local, KernelMethod kernel, KernelWriter to) {
    Op.LocalInputGradient c = local.op();
    Geometry g = c.geometry();
    Window w = g.window();
    int out = c.outChannels();
    int tap = g.channels() * out;
    WindowTaps down = WindowTaps.down(w);
    WindowTaps across = WindowTaps.across(w);
    Text t = new Text();
    t.lines("int qy = task / " + g.width() + ";", "int qx = task % " + g.width() + ";");
    down.outputs(t, "qy", "ky", "py", "rows", g.outHeight());
    across.outputs(t, "qx", "kx", "px", "columns", g.outWidth());
    t.lines(
        "int position = py * " + g.outWidth() + " + px;",
        "int from = dyAt + position * " + out + ";",
        "int k = wAt + (position * " + w.taps() + " + ky * " + w.width() + " + kx) * " + tap + ";");
    new LocalKernels(
            kernel, to, "dx", g.channels(), g.inSize(), false, Formula.IDENTITY,
            new Walk(
                "dy", out, g.outPixels() * out, -across.outputStep() * out,
                -down.outputStep() * g.outWidth() * out),
            new Walk(
                "w", out, 0, (across.tapStep() - across.outputStep() * w.taps()) * tap,
                (down.tapStep() * w.width() - down.outputStep() * g.outWidth() * w.taps()) * tap))
        .write(t);
  }

  private void write(Text t) {
    if (to.dialect().vector()) {
      int vectors = Math.max(1, width / to.dialect().lanes());
      Tile tile = to.registers(kernel, 8, vectors, 8, 6, 4);
      Blocks.channels(t, "", width, tile, this::images);
    } else {
      plain(t);
    }
    to.body(kernel, t);
  }

  private void images(Tile tile, Text t) {
    t.line("int n = 0;");
    Blocks.rows(
        t, "n", "images", tile,
        images ->
            t.line(
                method(images) + "(" + in.array() + ", from + n * " + in.size() + ", w, k + o"
                    + (bias ? ", b, bAt + task * " + width + " + o" : "") + ", " + out + ", " + out
                    + "At + n * " + outSize + " + task * " + width + " + o, rows, columns);"));
  }

  /** The name of the method for this tile: one loop over rows, columns and channels of the window. */
  private String method(Tile tile) {
    Dialect d = tile.dialect();
    Text t = new Text();
    tile.declare(t, (r, c) -> bias ? d.load("b", Text.plus("bAt", c * d.lanes())) : d.zero());
    t.lines(
        "int i = " + in.array() + "At;", "int k = wAt;", "int c = 0;", "int column = 0;",
        "for (int n = rows * columns * " + in.depth() + "; n > 0; n--) {");
    tile.loadColumns(t, "w", "k");
    for (int r : tile.rowList()) {
      tile.multiply(t, r, in.array() + "[" + Text.plus("i", r * in.size()) + "]");
    }
    t.lines(
        "i++;",
        "k += " + width + ";",
        "c++;",
        "if (c == " + in.depth() + ") {",
        "c = 0;",
        "i += " + (in.column() - in.depth()) + ";",
        "k += " + (weights.column() - in.depth() * width) + ";",
        "column++;",
        "if (column == columns) {",
        "column = 0;",
        "i += " + in.row() + " - columns * (" + in.column() + ");",
        "k += " + weights.row() + " - columns * (" + weights.column() + ");",
        "}",
        "}",
        "}");
    if (!result.equals(Formula.IDENTITY)) {
      tile.assign(t, (r, c) -> FormulaCode.apply(result, d, tile.accumulator(r, c)));
    }
    tile.store(t, out, (r, c) -> Text.plus(out + "At", r * outSize + c * d.lanes()));
    return to.tile(
        kernel.name() + "Tile" + tile.suffix(),
        "float[] " + in.array() + ", int " + in.array() + "At, float[] w, int wAt, "
            + (bias ? "float[] b, int bAt, " : "") + "float[] " + out + ", int " + out
            + "At, int rows, int columns",
        t);
  }

  /** One tap after the other, all images. */
  private void plain(Text t) {
    String product =
        new PlainProduct(width).inputs(in.size(), 1).matrix(width).outputs(outSize)
            .write(kernel.name() + "Tap", to);
    String first = out + "At + task * " + width;
    t.lines(
        PlainProduct.panel(in.depth(), width),
        "for (int n = 0; n < images; n++) {",
        "int at = " + first + " + n * " + outSize + ";",
        bias
            ? "System.arraycopy(b, bAt + task * " + width + ", " + out + ", at, " + width + ");"
            : "java.util.Arrays.fill(" + out + ", at, at + " + width + ", 0f);",
        "}",
        "for (int v = 0; v < rows; v++) {",
        "for (int u = 0; u < columns; u++) {",
        product + "(" + in.array() + ", from + v * (" + in.row() + ") + u * (" + in.column()
            + "), w, k + v * (" + weights.row() + ") + u * (" + weights.column() + "), " + out + ", "
            + first + ", " + in.depth() + ", images, panel);",
        "}",
        "}");
    if (!result.equals(Formula.IDENTITY)) {
      t.lines(
          "for (int n = 0; n < images; n++) {",
          "int begin = " + first + " + n * " + outSize + ";",
          "for (int at = begin; at < begin + " + width + "; at++) {",
          out + "[at] = " + FormulaCode.apply(result, Dialect.SCALAR, out + "[at]") + ";",
          "}",
          "}");
    }
  }
}
