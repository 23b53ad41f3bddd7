package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.cpu.DirectWeightGradient;
import cnnc.codegen.kernel.cpu.LargeWeightGradient;
import cnnc.dsl.model.Window;

/**
 * The weight gradient of a convolution. A tile holds some input channels by some output channels of
 * one tap in registers while it walks the pixels of an image that the tap reaches. A task is a group
 * of images, for one row of the window after the other, or some input channels of one tap.
 */
public final class ConvolutionWeightKernels {
  private ConvolutionWeightKernels() {}

  public static void write(DirectWeightGradient direct, KernelMethod kernel, KernelWriter to) {
    Op.ConvolutionWeightGradient op = direct.op();
    Geometry g = op.geometry();
    int out = op.outChannels();
    if (!to.dialect().vector()) {
      PlainConvolution.weightGradient(direct, kernel, to);
      return;
    }
    if (direct.padded()) {
      PaddedWeightKernel.write(direct, kernel, to);
      return;
    }
    Text t = new Text();
    head(t, op);
    int ins = g.channels() / op.groups();
    int outs = out / op.groups();
    int vectors = Math.max(1, outs / to.dialect().lanes());
    Tile tile = to.registers(kernel, ins, vectors, 12, 8, 6, 4);
    boolean grouped = op.groups() > 1;
    if (grouped) {
      t.line("for (int group = 0; group < " + op.groups() + "; group++) {");
    }
    Blocks.channels(
        t, grouped ? "group * " + outs : "", outs, tile,
        (block, text) -> calls(kernel, to, op, ins, block, text));
    if (grouped) {
      t.line("}");
    }
    t.lines("}", "}", "}");
    to.body(kernel, t);
  }

  /** All images for some input channels of one tap. */
  public static void write(LargeWeightGradient large, KernelMethod kernel, KernelWriter to) {
    Op.ConvolutionWeightGradient op = large.op();
    if (!to.dialect().vector()) {
      PlainConvolution.weightGradient(kernel, to, large);
      return;
    }
    int vectors = Math.max(1, op.outChannels() / to.dialect().lanes());
    Tile tile = to.registers(kernel, LargeWeightGradient.CHANNELS, vectors, 12, 8, 6, 4);
    Text t = new Text();
    head(t, large);
    Blocks.channels(
        t, "", op.outChannels(), tile,
        (block, text) -> calls(kernel, to, op, LargeWeightGradient.CHANNELS, block, text));
    t.line("}");
    to.body(kernel, t);
  }

  /** Says which tap and channels a task has, and opens the loop over images. */
  static void head(Text t, LargeWeightGradient large) {
    Geometry g = large.op().geometry();
    Window w = g.window();
    int blocks = g.channels() / LargeWeightGradient.CHANNELS;
    int out = large.op().outChannels();
    t.lines(
        "int channel = task % " + blocks + " * " + LargeWeightGradient.CHANNELS + ";",
        "int ky = task / " + blocks * w.width() + ";",
        "int kx = task / " + blocks + " % " + w.width() + ";",
        "int tap = dwAt + ((ky * " + w.width() + " + kx) * " + g.channels() + " + channel) * " + out
            + ";",
        "int first = 0;");
    rows(t, g);
    columns(t, g);
    t.lines(
        "for (int image = first; image < images; image++) {",
        "int in = xAt + image * " + g.inSize() + " + channel;",
        "int grad = dyAt + image * " + g.outPixels() * out + ";");
    firstPixel(t, g, out);
  }

  /** Opens the loops over images and taps and says where each tap's data lie. */
  static void head(Text t, Op.ConvolutionWeightGradient op) {
    Geometry g = op.geometry();
    Window w = g.window();
    int out = op.outChannels();
    int tap = g.channels() / op.groups() * out;
    int row = w.width() * tap;
    KernelWriter.images(t);
    t.line("for (int ky = 0; ky < " + w.height() + "; ky++) {");
    rows(t, g);
    t.lines(
        "int to = dwAt + task * " + w.height() * row + " + ky * " + row + ";",
        "for (int image = first; image < last; image++) {",
        "int in = xAt + image * " + g.inSize() + ";",
        "int grad = dyAt + image * " + g.outPixels() * out + ";",
        "for (int kx = 0; kx < " + w.width() + "; kx++) {");
    columns(t, g);
    firstPixel(t, g, out);
    t.line("int tap = to + kx * " + tap + ";");
  }

  /** Says where the first reached pixel lies in the image and in the gradient. */
  private static void firstPixel(Text t, Geometry g, int out) {
    Window w = g.window();
    t.lines(
        "int source = in + ((y0 * " + w.strideY() + " - " + w.padding().top() + " + "
            + Text.times("ky", w.dilationY()) + ") * " + g.width() + " + x0 * " + w.strideX() + " - "
            + w.padding().left() + " + " + Text.times("kx", w.dilationX()) + ") * " + g.channels()
            + ";",
        "int from = grad + (y0 * " + g.outWidth() + " + x0) * " + out + ";");
  }

  /** Rows of outputs whose window reaches the image under a tap: {@code y0} up to {@code y1}. */
  static void rows(Text t, Geometry g) {
    Window w = g.window();
    range(
        t, "y", Text.times("ky", w.dilationY()), w.strideY(), w.padding().top(), g.height(),
        g.outHeight());
  }

  /** Columns likewise: {@code x0} up to {@code x1}. */
  static void columns(Text t, Geometry g) {
    Window w = g.window();
    range(
        t, "x", Text.times("kx", w.dilationX()), w.strideX(), w.padding().left(), g.width(),
        g.outWidth());
  }

  private static void range(
      Text t, String axis, String tap, int stride, int padding, int size, int outSize) {
    String from = padding + " - " + tap;
    if (stride == 1) {
      t.line("int " + axis + "0 = Math.max(0, " + from + ");");
      t.line(
          "int " + axis + "1 = Math.max(" + axis + "0, Math.min(" + outSize + ", "
              + (size + padding) + " - " + tap + "));");
    } else {
      t.line("int " + axis + "0 = Math.max(0, -Math.floorDiv(" + tap + " - " + padding + ", "
          + stride + "));");
      t.line("int " + axis + "1 = Math.max(" + axis + "0, Math.min(" + outSize
          + ", Math.floorDiv(" + (size - 1 + padding) + " - " + tap + ", " + stride + ") + 1));");
    }
  }

  private static void calls(
      KernelMethod kernel, KernelWriter to, Op.ConvolutionWeightGradient op, int ins, Tile block,
      Text t) {
    int out = op.outChannels();
    String first = op.groups() == 1 ? "source" : "source + group * " + ins;
    Blocks.evenRows(
        t, ins, block,
        tile ->
            t.line(
                tile(kernel, to, op.geometry(), out, tile) + "(x, " + first + " + c, dy, from + o, dw, tap + c * "
                    + out + " + o, y1 - y0, x1 - x0, image == first);"));
  }

  /** The name of the method for this tile. */
  static String tile(KernelMethod kernel, KernelWriter to, Geometry g, int out, Tile tile) {
    Window w = g.window();
    Dialect d = tile.dialect();
    Text t = new Text();
    Tile.Element sum = (r, c) -> Text.plus("dwAt", r * out + c * d.lanes());
    tile.declareKeeping(t, "dw", sum);
    t.line("if (!fresh) {");
    tile.assign(t, (r, c) -> d.load("dw", sum.of(r, c)));
    t.line("}");
    // One loop over all pixels: the JIT keeps vectors in registers only across unnested loops.
    int step = w.strideX() * g.channels();
    t.lines(
        "int i = xAt;",
        "int k = dyAt;",
        "int x0 = 0;",
        "for (int n = rows * columns; n > 0; n--) {");
    tile.loadColumns(t, "dy", "k");
    tile.freshColumns(t);
    for (int r : tile.rowList()) {
      tile.multiply(t, r, "x[" + Text.plus("i", r) + "]");
    }
    t.lines(
        "i += " + step + ";",
        "k += " + out + ";",
        "x0++;",
        "if (x0 == columns) {",
        "x0 = 0;",
        "i += " + w.strideY() * g.width() * g.channels() + " - columns * " + step + ";",
        "k += " + g.outWidth() * out + " - columns * " + out + ";",
        "}",
        "}");
    tile.store(t, "dw", sum);
    return to.tile(
        kernel.name() + "Tile" + tile.suffix(),
        "float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt, int rows, int columns,"
            + " boolean fresh",
        t);
  }
}
