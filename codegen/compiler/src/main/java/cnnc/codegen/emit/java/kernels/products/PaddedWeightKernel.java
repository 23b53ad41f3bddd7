package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.Blocks;
import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.kernel.cpu.DirectWeightGradient;
import cnnc.codegen.kernel.cpu.PaddedColumns;
import cnnc.dsl.model.Window;

/**
 * The weight gradient of a convolution whose output channels fill no vector. The gradients of an image
 * get zeros behind their channels; then a tile holds the input channels of neighbouring taps by a
 * vector of outputs, while it walks pixels that all these taps reach.
 */
final class PaddedWeightKernel {
  private static final int WIDTH = PaddedColumns.WIDTH;

  private final KernelMethod kernel;
  private final KernelWriter to;
  private final Geometry g;
  private final Tile tile;

  private PaddedWeightKernel(KernelMethod kernel, KernelWriter to, Geometry g, int out) {
    this.kernel = kernel;
    this.to = to;
    this.g = g;
    int lanes = to.dialect().lanes();
    int vectors = (out + lanes - 1) / lanes;
    this.tile =
        to.registers(kernel, g.window().width() * g.channels(), vectors, 12, 8, 6, 4)
            .withColumns(vectors);
  }

  static void write(DirectWeightGradient gradient, KernelMethod kernel, KernelWriter to) {
    Geometry g = gradient.op().geometry();
    int out = gradient.op().outChannels();
    new PaddedWeightKernel(kernel, to, g, out).write(gradient, out);
  }

  private void write(DirectWeightGradient gradient, int out) {
    Window w = g.window();
    int rows = gradient.sumRows();
    Text t = new Text();
    KernelWriter.images(t);
    t.lines(
        "int sums = workspaceAt + " + gradient.sums() + ";",
        "java.util.Arrays.fill(workspace, workspaceAt, sums + " + rows * WIDTH + ", 0f);",
        "for (int image = first; image < last; image++) {",
        "int in = xAt + image * " + g.inSize() + ";",
        "for (int p = 0; p < " + g.outPixels() + "; p++) {",
        "System.arraycopy(dy, dyAt + (image * " + g.outPixels() + " + p) * " + out
            + ", workspace, workspaceAt + p * " + WIDTH + ", " + out + ");",
        "}",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {");
    String ky = Text.times("ky", w.dilationY());
    ConvolutionWeightKernels.rows(t, g);
    t.lines(
        "int source = in + (" + Text.times("y0", w.strideY()) + " - " + w.padding().top() + " + " + ky
            + ") * " + g.width() * g.channels() + ";",
        "int from = workspaceAt + y0 * " + g.outWidth() * WIDTH + ";",
        "int to = sums + ky * " + w.width() * g.channels() * WIDTH + ";");
    new AxisRuns(w.width(), w.strideX(), w.dilationX(), w.padding().left())
        .forward(g.width(), g.outWidth())
        .forEach(run -> taps(run, t));
    t.lines(
        "}",
        "}",
        "for (int r = 0; r < " + rows + "; r++) {",
        "System.arraycopy(workspace, sums + r * " + WIDTH + ", dw, dwAt + (task * " + rows + " + r) * "
            + out + ", " + out + ");",
        "}");
    to.body(kernel, t);
  }

  /** Taps that lie side by side, as do their channels then, or each by itself. */
  private void taps(AxisRuns.Run run, Text t) {
    int together = g.window().dilationX() == 1 ? run.taps().size() : 1;
    for (int tap = 0; tap < run.taps().size(); tap += together) {
      String x = Text.plus("source", run.sources().get(tap) * g.channels());
      String dy = Text.plus("from", run.first() * WIDTH);
      String dw = Text.plus("to", run.taps().get(tap) * g.channels() * WIDTH);
      Blocks.evenRows(
          t, together * g.channels(), tile,
          rows ->
              t.line(
                  ConvolutionWeightKernels.tile(kernel, to, g, WIDTH, rows) + "(x, " + x
                      + " + c, workspace, " + dy + ", workspace, " + dw + " + c * " + WIDTH
                      + ", y1 - y0, " + run.count() + ", false);"));
    }
  }
}
