package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.cpu.LocalWeights;
import cnnc.dsl.model.Window;

/**
 * The weight gradient of a local convolution: a task makes that of one position, tap by tap, from all
 * images in their order.
 */
public final class LocalWeightKernel {
  private final KernelMethod kernel;
  private final KernelWriter to;
  private final Geometry g;
  private final int out;
  private final boolean bias;

  private LocalWeightKernel(KernelMethod kernel, KernelWriter to, Op.LocalWeightGradient op) {
    this.kernel = kernel;
    this.to = to;
    this.g = op.geometry();
    this.out = op.outChannels();
    this.bias = op.bias();
  }

  public static void write(LocalWeights weights, KernelMethod kernel, KernelWriter to) {
    new LocalWeightKernel(kernel, to, weights.op()).write();
  }

  private void write() {
    Window w = g.window();
    int tap = g.channels() * out;
    Text t = new Text();
    t.lines("int py = task / " + g.outWidth() + ";", "int px = task % " + g.outWidth() + ";");
    WindowTaps.down(w).sources(t, "py", "ky", "sy", "rows", g.height());
    WindowTaps.across(w).sources(t, "px", "kx", "sx", "columns", g.width());
    t.lines(
        "int all = dwAt + task * " + w.taps() * tap + ";",
        "if (rows * columns < " + w.taps() + ") {",
        "java.util.Arrays.fill(dw, all, all + " + w.taps() * tap + ", 0f);",
        "}",
        "int from = dyAt + task * " + out + ";");
    if (!to.dialect().vector()) {
      t.line(PlainProduct.panel(Integer.MAX_VALUE, out));
    }
    t.lines(
        "for (int v = 0; v < rows; v++) {",
        "for (int u = 0; u < columns; u++) {",
        "int source = xAt + ((sy + " + Text.times("v", w.dilationY()) + ") * " + g.width()
            + " + sx + " + Text.times("u", w.dilationX()) + ") * " + g.channels() + ";",
        "int tap = all + ((ky + v) * " + w.width() + " + kx + u) * " + tap + ";");
    if (to.dialect().vector()) {
      int vectors = Math.max(1, out / to.dialect().lanes());
      Tile tile = to.registers(kernel, g.channels(), vectors, 12, 8, 6, 4);
      Blocks.channels(
          t, "", out, tile,
          (block, text) ->
              Blocks.evenRows(
                  text, g.channels(), block,
                  rows ->
                      text.line(
                          method(rows) + "(x, source + c, dy, from + o, dw, tap + c * " + out
                              + " + o, images);")));
    } else {
      String product =
          new PlainProduct(out).inputs(1, g.inSize()).matrix(g.outPixels() * out).outputs(out)
              .write(kernel.name() + "Tap", to);
      t.lines(
          "java.util.Arrays.fill(dw, tap, tap + " + tap + ", 0f);",
          product + "(x, source, dy, from, dw, tap, images, " + g.channels() + ", panel);");
    }
    t.lines("}", "}");
    if (bias) {
      biases(t);
    }
    to.body(kernel, t);
  }

  /** The name of the method for this tile. */
  private String method(Tile tile) {
    Dialect d = tile.dialect();
    Text t = new Text();
    tile.declare(t, (r, c) -> d.zero());
    t.line(
        "for (int n = 0, i = xAt, k = dyAt; n < images; n++, i += " + g.inSize() + ", k += "
            + g.outPixels() * out + ") {");
    tile.loadColumns(t, "dy", "k");
    for (int r : tile.rowList()) {
      tile.multiply(t, r, "x[" + Text.plus("i", r) + "]");
    }
    t.line("}");
    tile.store(t, "dw", (r, c) -> Text.plus("dwAt", r * out + c * d.lanes()));
    return to.tile(
        kernel.name() + "Tile" + tile.suffix(),
        "float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt, int images", t);
  }

  /** A position's bias gradient is the sum of its gradients. */
  private void biases(Text t) {
    Text sum = new Text();
    to.dialect().channels(
        sum, out,
        d ->
            sum.lines(
                d.type() + " s = " + d.zero() + ";",
                "for (int n = 0, k = dyAt + c; n < images; n++, k += " + g.outPixels() * out + ") {",
                "s = " + d.add("s", d.load("dy", "k")) + ";",
                "}",
                d.store("s", "db", "dbAt + c")));
    t.line(
        to.tile(
                kernel.name() + "Biases", "float[] dy, int dyAt, float[] db, int dbAt, int images",
                sum)
            + "(dy, from, db, dbAt + task * " + out + ", images);");
  }
}
