package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;

/**
 * Local response normalization. A row of pixels is squared into a workspace that has zeros beside each
 * pixel's channels, so that the sums over neighbouring channels need no edge cases; they are then
 * 2 radius + 1 unaligned loads.
 */
final class LrnKernels {
  private LrnKernels() {}

  /** y = x / s^beta with s = k + alpha * sum of squares. */
  static void forward(Kernel kernel, KernelWriter to) {
    Op.Lrn op = (Op.Lrn) kernel.op();
    Op.Response r = op.response();
    int ch = op.channels();
    int padded = ch + 2 * r.radius();
    Text t = new Text();
    KernelWriter.images(t);
    t.lines(
        "int row = workspaceAt;",
        "java.util.Arrays.fill(workspace, row, row + " + op.width() * padded + ", 0f);");
    squareLine(t, to.dialect(), op.height(), op.width(), ch, r.radius());
    t.lines(
        "for (int p = 0; p < " + op.width() + "; p++) {",
        "int i = at + p * " + ch + ";",
        "int square = row + p * " + padded + ";");
    to.dialect().channels(
        t, ch,
        d -> {
          sum(t, d, "square + c", r.radius());
          scale(t, d, r);
          t.line(
              d.store("(" + d.mul(d.load("x", "xAt + i + c"), "scale") + ")", "y", "yAt + i + c"));
        });
    t.line("}").line("}");
    to.body(kernel, t);
  }

  /**
   * dx = dy s^-beta - 2 alpha beta x * sum of dy x s^(-beta-1) over the neighbours. The workspace holds the
   * squares first and then, in their place, the terms of that sum; dy s^-beta lies behind them.
   */
  static void gradient(Kernel kernel, KernelWriter to) {
    Op.LrnGradient op = (Op.LrnGradient) kernel.op();
    Op.Response r = op.response();
    int ch = op.channels();
    int padded = ch + 2 * r.radius();
    Text t = new Text();
    KernelWriter.images(t);
    t.lines(
        "int row = workspaceAt;",
        "int direct = row + " + op.width() * padded + ";",
        "java.util.Arrays.fill(workspace, row, direct, 0f);");
    if (op.bias()) {
      t.lines(
          "int sum = dbAt + task * " + ch + ";",
          "java.util.Arrays.fill(db, sum, sum + " + ch + ", 0f);");
    }
    squareLine(t, to.dialect(), op.height(), op.width(), ch, r.radius());
    t.lines("for (int p = 0; p < " + op.width() + "; p++) {",
        "int i = at + p * " + ch + ";",
        "int square = row + p * " + padded + ";",
        "int kept = direct + p * " + ch + ";");
    // s^-beta goes aside first: the squares are still read by later channels of this pixel.
    to.dialect().channels(
        t, ch,
        d -> {
          sum(t, d, "square + c", r.radius());
          scale(t, d, r);
          t.line(d.type() + " g = " + d.mul(d.load("dy", "dyAt + i + c"), "scale") + ";");
          t.line(d.store("g", "workspace", "kept + c"));
          // Waits in dx until the squares are done with.
          t.line(
              d.store(
                  "(" + d.div(d.mul("g", d.load("x", "xAt + i + c")), "s") + ")", "dx",
                  "dxAt + i + c"));
        });
    t.line("int terms = " + Text.plus("square", r.radius()) + ";");
    to.dialect().channels(
        t, ch,
        d -> t.line(d.store(d.load("dx", "dxAt + i + c"), "workspace", "terms + c")));
    t.lines("}", "for (int p = 0; p < " + op.width() + "; p++) {",
        "int i = at + p * " + ch + ";",
        "int square = row + p * " + padded + ";",
        "int kept = direct + p * " + ch + ";");
    double factor = -2 * r.alpha() * r.beta();
    to.dialect().channels(
        t, ch,
        d -> {
          sum(t, d, "square + c", r.radius());
          t.lines(
              d.type() + " v = " + d.load("x", "xAt + i + c") + ";",
              d.type() + " g = "
                  + d.fma(
                      d.mul("v", d.constant(factor)), "sum1",
                      d.load("workspace", "kept + c"))
                  + ";");
          if (op.relu()) {
            t.line("g = " + d.whereGreaterThanZero("g", "v") + ";");
          }
          t.line(d.store("g", "dx", "dxAt + i + c"));
          if (op.bias()) {
            t.line(d.store("(" + d.add(d.load("db", "sum + c"), d.fresh("g")) + ")", "db", "sum + c"));
          }
        });
    t.line("}").line("}");
    to.body(kernel, t);
  }

  /** Opens the loop over lines of pixels and squares one into scratch, between the zeros. */
  private static void squareLine(
      Text t, Dialect dialect, int height, int width, int channels, int radius) {
    t.lines(
        "for (int line = first * " + height + "; line < last * " + height + "; line++) {",
        "int at = line * " + width * channels + ";",
        "for (int p = 0; p < " + width + "; p++) {",
        "int from = xAt + at + p * " + channels + ";",
        "int square = " + Text.plus("row + p * " + (channels + 2 * radius), radius) + ";");
    dialect.channels(
        t, channels,
        d -> t.lines(
            d.type() + " v = " + d.load("x", "from + c") + ";",
            d.store("(" + d.mul("v", "v") + ")", "workspace", "square + c")));
    t.line("}");
  }

  /** {@code sum1}: the window's sum. */
  private static void sum(Text t, Dialect d, String index, int radius) {
    t.line(d.type() + " sum1 = " + d.load("workspace", index) + ";");
    if (radius <= 8) {
      for (int n = 1; n <= 2 * radius; n++) {
        t.line("sum1 = " + d.add("sum1", d.load("workspace", Text.plus(index, n))) + ";");
      }
    } else {
      t.lines(
          "for (int n = 1; n <= " + 2 * radius + "; n++) {",
          "sum1 = " + d.add("sum1", d.load("workspace", index + " + n")) + ";",
          "}");
    }
  }

  /** {@code s} and {@code scale} = s^-beta, without pow for the exponents that people use. */
  private static void scale(Text t, Dialect d, Op.Response r) {
    t.line(
        d.type() + " s = "
            + d.fma("sum1", d.constant(r.alpha()), d.constant(r.k()))
            + ";");
    if (r.beta() == 0.75) {
      // s^-3/4 = q sqrt(q) with q = 1 / sqrt(s).
      t.line(d.type() + " q = " + d.div(d.broadcast("1f"), d.sqrt("s")) + ";");
      t.line(d.type() + " scale = " + d.mul("q", d.sqrt("q")) + ";");
    } else if (r.beta() == 0.5) {
      t.line(d.type() + " scale = " + d.div(d.broadcast("1f"), d.sqrt("s")) + ";");
    } else if (r.beta() == 1) {
      t.line(d.type() + " scale = " + d.div(d.broadcast("1f"), "s") + ";");
    } else if (d.vector()) {
      // StrictMath lane by lane: the lane operation POW has no fixed bits.
      t.lines(
          "float[] powers = s.toArray();",
          "for (int n = 0; n < powers.length; n++) {",
          "powers[n] = (float) StrictMath.pow(powers[n], " + -r.beta() + ");",
          "}",
          "FloatVector scale = FloatVector.fromArray(S, powers, 0);");
    } else {
      t.line("float scale = (float) StrictMath.pow(s, " + -r.beta() + ");");
    }
  }
}
