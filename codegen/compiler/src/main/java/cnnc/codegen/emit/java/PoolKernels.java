package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.MaxPooling;
import cnnc.codegen.kernel.cpu.MaxPoolingGradient;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;

/**
 * Max-pooling. In training it keeps, for every output, which position of the window won: usually a
 * byte, four columns of a channel to a word, stored as the bits of a float. A row of outputs is a
 * method of its own, called often enough for the JIT to compile it within the first task.
 */
final class PoolKernels {
  private static final int MOST_UNROLLED = 49;

  private PoolKernels() {}

  static void forward(MaxPooling pool, KernelMethod kernel, KernelWriter to) {
    Op.MaxPool op = pool.op();
    Geometry g = op.geometry();
    Window w = g.window();
    int ch = g.channels();
    int groups = g.argmaxColumns();
    int pack = g.argmaxPerWord();
    String shift = pack == 1 ? "0" : "(column & 3) * 8";
    Text t = new Text();
    t.lines(
        "for (int group = 0; group < " + groups + "; group++) {",
        "int end = Math.min(" + g.outWidth() + ", " + Text.times("group", pack) + " + " + pack + ");");
    // Unrolled, a large window would be too much code for the JIT: then one float at a time.
    Dialect dialect = w.height() * w.width() > MOST_UNROLLED ? Dialect.SCALAR : to.dialect();
    dialect.channels(
        t, ch,
        d -> {
          if (op.argmax()) {
            t.line(d.intType() + " word = " + (d.vector() ? "IntVector.zero(I)" : "0") + ";");
          }
          t.lines(
              "for (int column = " + Text.times("group", pack) + "; column < end; column++) {",
              "int left = " + Text.plus(Text.times("column", w.strideX()), -w.padding().left())
                  + ";",
              d.type() + " best = " + d.broadcast("Float.NEGATIVE_INFINITY") + ";");
          if (op.argmax()) {
            // Where nothing wins, as among NaN, the first position inside the image does.
            String start =
                w.padding().top() == 0 && w.padding().left() == 0
                    ? "0"
                    : "Math.max(0, -top) * " + w.width() + " + Math.max(0, -left)";
            t.line(
                d.intType() + " index = "
                    + (d.vector() ? "IntVector.broadcast(I, " + start + ")" : start) + ";");
          }
          window(t, d, op);
          FormulaCode code =
              new FormulaCode(
                  op.result(), d, t,
                  read -> read.input() == Formula.OWN
                      ? "best"
                      : d.load(Ports.name(read.input()), Ports.name(read.input()) + "At + c"));
          String y = Ports.outputName(0);
          t.line(
              d.store("(" + code.output(0) + ")", y, y + "At + column * " + ch + " + c"));
          if (op.argmax()) {
            t.line(
                d.vector()
                    ? "word = word.or(index.lanewise(VectorOperators.LSHL, " + shift + "));"
                    : "word |= index << " + shift + ";");
          }
          t.line("}");
          if (op.argmax()) {
            t.line(d.storeBits("word", "argmax", "argmaxAt + group * " + ch + " + c"));
          }
        });
    t.line("}");
    StringBuilder parameters = new StringBuilder();
    StringBuilder arguments = new StringBuilder();
    for (Port port : Ports.reads(op.result(), 1, g.outFrame(ch))) {
      parameters.append("float[] ").append(port.name()).append(", int ").append(port.name())
          .append("At, ");
      arguments.append(port.name()).append(", ").append(port.name()).append("At, ");
    }
    String y = Ports.outputName(0);
    String argmax = op.argmax() ? ", float[] argmax, int argmaxAt" : "";
    String method =
        to.tile(
            kernel.name() + "Row",
            "float[] x, int xAt, int top, " + parameters + "float[] " + y + ", int " + y + "At" + argmax,
            t);
    eachRow(
        kernel, to, g, "",
        method + "(x, xAt + image * " + g.inSize() + ", top, " + arguments + y + ", " + y
            + "At + line * " + g.outWidth() * ch
            + (op.argmax() ? ", argmax, argmaxAt + line * " + groups * ch : "") + ");");
  }

  /** Does something for each row of outputs, whose windows begin in row {@code top} of the image. */
  private static void eachRow(
      KernelMethod kernel, KernelWriter to, Geometry g, String before, String call) {
    Window w = g.window();
    Text t = new Text();
    KernelWriter.eachImage(t);
    if (!before.isEmpty()) {
      t.line(before);
    }
    t.lines(
        "for (int row = 0; row < " + g.outHeight() + "; row++) {",
        "int top = " + Text.plus(Text.times("row", w.strideY()), -w.padding().top()) + ";",
        "int line = image * " + g.outHeight() + " + row;",
        call,
        "}",
        "}");
    to.body(kernel, t);
  }

  /** Finds {@code best} and {@code index} of a window that begins at ({@code top}, {@code left}). */
  private static void window(Text t, Dialect d, Op.MaxPool op) {
    Geometry g = op.geometry();
    Window w = g.window();
    if (!d.vector()) {
      t.lines(
          "for (int sy = Math.max(0, top); sy < Math.min(" + g.height() + ", top + " + w.height()
              + "); sy++) {",
          "for (int sx = Math.max(0, left); sx < Math.min(" + g.width() + ", left + " + w.width()
              + "); sx++) {",
          "float v = x[xAt + (sy * " + g.width() + " + sx) * " + g.channels() + " + c];",
          "if (v > best) {",
          "best = v;");
      if (op.argmax()) {
        t.line("index = (sy - top) * " + w.width() + " + sx - left;");
      }
      t.lines("}", "}", "}");
      return;
    }
    // Straight-line code: vectors do not stay in registers across nested loops.
    t.line("int at = xAt + (top * " + g.width() + " + left) * " + g.channels() + " + c;");
    for (int ky = 0; ky < w.height(); ky++) {
      String row = inside("top", ky, w.padding().top(), g.height(), g.outHeight(), w.strideY());
      open(t, row);
      for (int kx = 0; kx < w.width(); kx++) {
        String column =
            inside("left", kx, w.padding().left(), g.width(), g.outWidth(), w.strideX());
        open(t, column);
        String v = "v" + ky + "_" + kx;
        String wins = "wins" + ky + "_" + kx;
        String index = Text.plus("at", (ky * g.width() + kx) * g.channels());
        t.lines(
            "FloatVector " + v + " = " + d.load("x", index) + ";",
            "VectorMask<Float> " + wins + " = " + v + ".compare(VectorOperators.GT, best);",
            "best = best.blend(" + v + ", " + wins + ");");
        if (op.argmax()) {
          t.line(
              "index = index.blend(" + (ky * w.width() + kx) + ", " + wins + ".cast(I));");
        }
        close(t, column);
      }
      close(t, row);
    }
  }

  /** The condition under which a row or column of the window lies in the image; often none. */
  private static String inside(
      String begin, int tap, int padding, int size, int outSize, int stride) {
    String lower = tap < padding ? Text.plus(begin, tap) + " >= 0" : "";
    int last = (outSize - 1) * stride - padding + tap;
    String upper = last >= size ? Text.plus(begin, tap) + " < " + size : "";
    return lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " && " + upper;
  }

  private static void open(Text t, String condition) {
    if (!condition.isEmpty()) {
      t.line("if (" + condition + ") {");
    }
  }

  private static void close(Text t, String condition) {
    if (!condition.isEmpty()) {
      t.line("}");
    }
  }

  /** Each output's gradient goes to the input that won; inputs of several windows sum them. */
  static void gradient(MaxPoolingGradient pool, KernelMethod kernel, KernelWriter to) {
    Geometry g = pool.op().geometry();
    Window w = g.window();
    int ch = g.channels();
    int groups = g.argmaxColumns();
    int pack = g.argmaxPerWord();
    int mask = pack == 1 ? Integer.MAX_VALUE : 255;
    String shift = pack == 1 ? "0" : "(column & 3) * 8";
    Text t = new Text();
    t.lines(
        "int y0 = Math.max(0, top);",
        "int y1 = Math.min(" + g.height() + ", top + " + w.height() + ");",
        "for (int column = 0; column < " + g.outWidth() + "; column++) {",
        "int left = " + Text.plus(Text.times("column", w.strideX()), -w.padding().left()) + ";",
        "int x0 = Math.max(0, left);",
        "int x1 = Math.min(" + g.width() + ", left + " + w.width() + ");",
        "int from = dyAt + column * " + ch + ";",
        "int words = argmaxAt + column / " + pack + " * " + ch + ";");
    to.dialect().channels(
        t, ch,
        d -> {
          t.line(d.type() + " g = " + d.fresh(d.load("dy", "from + c")) + ";");
          String bits = d.loadBits("argmax", "words + c");
          t.line(
              d.intType() + " index = "
                  + (d.vector()
                      ? bits + ".lanewise(VectorOperators.LSHR, " + shift + ").and(" + mask + ")"
                      : bits + " >>> " + shift + " & " + mask)
                  + ";");
          if (d.vector()) {
            t.lines(
                "for (int sy = y0; sy < y1; sy++) {",
                "for (int sx = x0; sx < x1; sx++) {",
                "int at = dxAt + (sy * " + g.width() + " + sx) * " + ch + " + c;",
                "VectorMask<Float> won = index.compare(VectorOperators.EQ, (sy - top) * "
                    + w.width() + " + sx - left).cast(S);",
                d.store(
                    "FloatVector.fromArray(S, dx, at).add(FloatVector.zero(S).blend(g, won))",
                    "dx", "at"),
                "}",
                "}");
          } else {
            t.lines(
                "int sy = top + index / " + w.width() + ";",
                "int sx = left + index % " + w.width() + ";",
                // While kernels warm up, a position may be anything.
                "if (sy >= y0 && sy < y1 && sx >= x0 && sx < x1) {",
                "dx[dxAt + (sy * " + g.width() + " + sx) * " + ch + " + c] += g;",
                "}");
          }
        });
    t.line("}");
    String method =
        to.tile(
            kernel.name() + "Row",
            "float[] dy, int dyAt, float[] argmax, int argmaxAt, float[] dx, int dxAt, int top", t);
    String image = "dxAt + image * " + g.inSize();
    eachRow(
        kernel, to, g, "java.util.Arrays.fill(dx, " + image + ", " + image + " + " + g.inSize()
            + ", 0f);",
        method + "(dy, dyAt + line * " + g.outWidth() * ch + ", argmax, argmaxAt + line * "
            + groups * ch + ", dx, " + image + ", top);");
  }
}
