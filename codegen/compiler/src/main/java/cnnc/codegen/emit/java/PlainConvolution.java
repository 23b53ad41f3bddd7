package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;

/** Convolution as plain loops: a row of pixels times the weights of some taps is a matrix product. */
final class PlainConvolution {
  private PlainConvolution() {}

  /** All taps of a row of the window at once; columns whose windows lie in the image, together. */
  static void forward(KernelMethod kernel, KernelWriter to, Op.Convolution c) {
    Geometry g = c.geometry();
    int out = c.outChannels();
    Window w = g.window();
    int in = g.channels();
    String product =
        new PlainProduct(out).inputs(w.strideX() * in, 1).matrix(out).outputs(out)
            .write(kernel.name() + "Taps", to);
    int left = w.padding().left();
    int firstWhole = (left + w.strideX() - 1) / w.strideX();
    int behindWhole =
        Math.min(g.outWidth(), Math.floorDiv(g.width() + left - w.width(), w.strideX()) + 1);
    Text t = new Text();
    t.line(PlainProduct.panel(w.width() * in, out));
    openRows(t, Ports.outputName(0), g.outHeight(), g.outWidth() * out, out, c.bias());
    t.lines(
        "int in = xAt + image * " + g.inSize() + ";",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {",
        "int sy = " + Text.plus(Text.times("row", w.strideY()), -w.padding().top()) + " + ky;",
        "if (sy < 0 || sy >= " + g.height() + ") {",
        "continue;",
        "}",
        "for (int column = 0, next; column < " + g.outWidth() + "; column = next) {",
        "next = "
            + (behindWhole > firstWhole
                ? "column == " + firstWhole + " ? " + behindWhole + " : column + 1;"
                : "column + 1;"),
        "int sx = " + Text.plus(Text.times("column", w.strideX()), -left) + ";",
        "int kx0 = Math.max(0, -sx);",
        "int kx1 = Math.min(" + w.width() + ", " + g.width() + " - sx);",
        product + "(x, in + (sy * " + g.width() + " + sx + kx0) * " + in + ", w, wAt + (ky * "
            + w.width() + " + kx0) * " + in * out + ", " + Ports.outputName(0) + ", to + column * " + out
            + ", (kx1 - kx0) * " + in + ", next - column, panel);",
        "}",
        "}");
    closeRows(kernel, to, t, Ports.outputName(0), g.outWidth() * out, c.result());
  }

  /** One tap after the other; the columns that it reaches are a stride apart. */
  static void inputGradient(KernelMethod kernel, KernelWriter to, Geometry g, int out) {
    Window w = g.window();
    int in = g.channels();
    String product =
        new PlainProduct(in).inputs(out, 1).matrix(in).outputs(w.strideX() * in)
            .write(kernel.name() + "Tap", to);
    Text t = new Text();
    t.line(PlainProduct.panel(out, in));
    openRows(t, "dx", g.height(), g.width() * in, in, false);
    String reached = "(" + Text.plus("row", w.padding().top()) + " - ky)";
    t.lines(
        "int grad = dyAt + image * " + g.outPixels() * out + ";",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {",
        "int sy = " + reached + " / " + w.strideY() + ";",
        "if (" + reached + " < 0 || " + reached + " % " + w.strideY() + " != 0 || sy >= "
            + g.outHeight() + ") {",
        "continue;",
        "}",
        "for (int kx = 0; kx < " + w.width() + "; kx++) {");
    ConvolutionWeightKernels.range(
        t, "x", "kx", w.strideX(), w.padding().left(), g.width(), g.outWidth());
    t.lines(
        "int column = " + Text.plus(Text.times("x0", w.strideX()), -w.padding().left()) + " + kx;",
        product + "(dy, grad + (sy * " + g.outWidth() + " + x0) * " + out + ", w, wAt + (ky * "
            + w.width() + " + kx) * " + in * out + ", dx, to + column * " + in + ", " + out
            + ", x1 - x0, panel);",
        "}",
        "}");
    closeRows(kernel, to, t, "dx", g.width() * in, Formula.IDENTITY);
  }

  /** Opens the loops over a task's rows of outputs, which begin with the bias or zeros. */
  private static void openRows(
      Text t, String array, int height, int length, int channels, boolean bias) {
    KernelWriter.eachBand(t, height);
    t.lines(
        "for (int row = top; row < bottom; row++) {",
        "int to = " + array + "At + (image * " + height + " + row) * " + length + ";");
    if (bias) {
      t.lines(
          "for (int at = to; at < to + " + length + "; at += " + channels + ") {",
          "System.arraycopy(b, bAt, " + array + ", at, " + channels + ");",
          "}");
    } else {
      t.line("java.util.Arrays.fill(" + array + ", to, to + " + length + ", 0f);");
    }
  }

  private static void closeRows(
      KernelMethod kernel, KernelWriter to, Text t, String array, int length, Formula result) {
    if (!result.equals(Formula.IDENTITY)) {
      t.lines(
          "for (int at = to; at < to + " + length + "; at++) {",
          array + "[at] = " + FormulaCode.apply(result, Dialect.SCALAR, array + "[at]") + ";",
          "}");
    }
    t.lines("}", "}");
    to.body(kernel, t);
  }

  /** The pixels of a row that a tap reaches are the inner dimension. */
  static void weightGradient(KernelMethod kernel, KernelWriter to, Geometry g, int out) {
    Window w = g.window();
    int in = g.channels();
    String product =
        new PlainProduct(out).inputs(1, w.strideX() * in).matrix(out).outputs(out)
            .write(kernel.name() + "Tap", to);
    Text t = new Text();
    t.line(PlainProduct.panel(g.outWidth(), out));
    ConvolutionWeightKernels.head(t, g, out);
    t.lines(
        "if (image == first) {",
        "java.util.Arrays.fill(dw, tap, tap + " + in * out + ", 0f);",
        "}",
        "for (int y = 0; y < y1 - y0; y++) {",
        product + "(x, source + y * " + w.strideY() * g.width() * in + ", dy, from + y * "
            + g.outWidth() * out + ", dw, tap, x1 - x0, " + in + ", panel);",
        "}",
        "}",
        "}",
        "}");
    to.body(kernel, t);
  }
}
