package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Geometry;
import cnnc.dsl.model.Window;

/** Convolution as plain loops, innermost over output channels. */
final class PlainConvolution {
  private PlainConvolution() {}

  /** Forward or input gradient. */
  static void rows(
      Kernel kernel, KernelWriter to, Geometry g, boolean forward, int inChannels,
      int outChannels, Epilogue epilogue) {
    Window w = g.window();
    String in = forward ? "x" : "dy";
    String out = forward ? "y" : "dx";
    int inHeight = forward ? g.height() : g.outHeight();
    int inWidth = forward ? g.width() : g.outWidth();
    int outHeight = forward ? g.outHeight() : g.height();
    int outWidth = forward ? g.outWidth() : g.width();
    String taps =
        PlainProducts.addRow(kernel.name() + "Taps", to, inChannels, outChannels, outChannels);
    Text t = new Text();
    KernelWriter.eachBand(t, outHeight);
    t.lines(
        "int in = " + in + "At + image * " + inHeight * inWidth * inChannels + ";",
        "int out = " + out + "At + line * " + outWidth * outChannels
            + ";",
        "for (int row = top; row < bottom; row++) {",
        "for (int column = 0; column < " + outWidth + "; column++, out += " + outChannels + ") {",
        "for (int o = 0; o < " + outChannels + "; o++) {",
        out + "[out + o] = " + (epilogue.bias() ? "b[bAt + o]" : "0f") + ";",
        "}",
        "for (int ky = 0; ky < " + w.height() + "; ky++) {");
    source(t, "sy", "row", "ky", w.strideY(), w.padding().top(), inHeight, forward);
    t.line("for (int kx = 0; kx < " + w.width() + "; kx++) {");
    source(t, "sx", "column", "kx", w.strideX(), w.padding().left(), inWidth, forward);
    t.lines(
        "int from = in + (sy * " + inWidth + " + sx) * " + inChannels + ";",
        "int k = wAt + (ky * " + w.width() + " + kx) * " + inChannels * outChannels + ";",
        taps + "(" + in + ", from, w, k, " + out + ", out);",
        "}",
        "}");
    if (epilogue.relu()) {
      t.lines(
          "for (int o = 0; o < " + outChannels + "; o++) {",
          out + "[out + o] = Math.max(" + out + "[out + o], 0f);",
          "}");
    }
    t.lines("}", "}", "}");
    to.body(kernel, t);
  }

  /** The weight gradient, inside the loops over images and taps that are open already. */
  static void weights(Kernel kernel, KernelWriter to, Geometry g, int out, Text t) {
    Window w = g.window();
    t.lines(
        "if (image == first) {",
        "java.util.Arrays.fill(dw, tap, tap + " + g.channels() * out + ", 0f);",
        "}",
        "for (int y = 0; y < y1 - y0; y++) {",
        "int i = source + y * " + w.strideY() * g.width() * g.channels() + ";",
        "int k = from + y * " + g.outWidth() * out + ";",
        "int x2 = x0;");
    int step = w.strideX() * g.channels();
    for (int at : new int[] {4, 1}) {
      String name =
          PlainProducts.addTransposed(
              kernel.name() + "Pixels" + at, to, at, step, g.channels(), out);
      t.lines(
          "for (; x2 + " + at + " <= x1; x2 += " + at + ", i += " + at * step + ", k += " + at * out
              + ") {",
          name + "(x, i, dy, k, dw, tap);",
          "}");
    }
    t.lines("}", "}", "}", "}");
    to.body(kernel, t);
  }

  private static void source(
      Text t, String name, String at, String tap, int stride, int padding, int size,
      boolean forward) {
    if (forward) {
      t.line("int " + name + " = " + Text.plus(Text.times(at, stride), -padding) + " + " + tap + ";");
      t.line("if (" + name + " < 0 || " + name + " >= " + size + ") {");
    } else {
      String reached = "(" + Text.plus(at, padding) + " - " + tap + ")";
      t.line("int " + name + " = " + reached + " / " + stride + ";");
      t.line(
          "if (" + reached + " < 0 || " + reached + " % " + stride + " != 0 || " + name + " >= "
              + size + ") {");
    }
    t.line("continue;").line("}");
  }
}
