package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cpu.MaxPooling;
import cnnc.codegen.kernel.cpu.MaxPoolingGradient;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Window;
import java.util.List;

/**
 * Max-pooling. In training it keeps, for every output, which position of the window won: usually a
 * byte, four columns of a channel to a word, stored as the bits of a float. A row of outputs is a
 * method of its own, called often enough for the JIT to compile it within the first task.
 */
public final class PoolKernels {
  private PoolKernels() {}

  public static void forward(MaxPooling pool, KernelMethod kernel, KernelWriter to) {
    Op.MaxPool op = pool.op();
    Geometry g = op.geometry();
    int ch = g.channels();
    int groups = g.argmaxColumns();
    String all = String.valueOf(groups);
    Dialect dialect = to.dialect();
    Text t = new Text();
    if (dialect.vector() && ch < dialect.lanes()) {
      unbroken(t, g, dialect.lanes());
      groups(t, g, "0", "unbroken", () -> dialect.once(t, d -> outputs(t, d, op)));
      groups(
          t, g, "unbroken", all, () -> Dialect.SCALAR.channels(t, ch, d -> outputs(t, d, op)));
    } else {
      groups(t, g, "0", all, () -> dialect.channels(t, ch, d -> outputs(t, d, op)));
    }
    List<Port> read = Ports.reads(op.result(), 1, g.outFrame(ch));
    String y = Ports.outputName(0);
    String argmax = op.argmax() ? ", float[] argmax, int argmaxAt" : "";
    String method =
        to.tile(
            kernel.name() + "Row",
            "float[] x, int xAt, int top, " + WindowCode.parameters(read) + "float[] " + y + ", int " + y + "At" + argmax,
            t);
    WindowCode.eachRow(
        kernel, to, g, "",
        method + "(x, xAt + image * " + g.inSize() + ", top, " + WindowCode.arguments(read) + y + ", " + y
            + "At + line * " + g.outWidth() * ch
            + (op.argmax() ? ", argmax, argmaxAt + line * " + groups * ch : "") + ");");
  }

  /**
   * Groups of columns in which vectors may reach beyond the channels, into pixels that are written
   * later: all but those at the end of an image.
   */
  private static void unbroken(Text t, Geometry g, int lanes) {
    Window w = g.window();
    int reach = (lanes + g.channels() - 1) / g.channels();
    int groups = g.argmaxColumns();
    String bottom = "Math.min(" + (g.height() - 1) + ", " + Text.plus("top", (w.height() - 1) * w.dilationY()) + ")";
    t.lines(
        "int row = (" + Text.plus("top", w.padding().top()) + ") / " + w.strideY() + ";",
        "int read = " + (g.height() * g.width() - reach) + " - " + bottom + " * " + g.width() + ";",
        "int columns = Math.min(" + (g.outPixels() - reach + 1) + " - row * " + g.outWidth()
            + ", Math.floorDiv("
            + Text.plus("read", w.padding().left() - (w.width() - 1) * w.dilationX()) + ", "
            + w.strideX() + ") + 1);",
        "int unbroken = columns >= " + g.outWidth() + " ? " + groups + " : Math.max(0, columns) / "
            + g.argmaxPerWord() + ";",
        "unbroken = Math.max(0, Math.min(unbroken, " + (g.outHeight() * groups - reach + 1) + " - row * "
            + groups + "));");
  }

  /** Groups of columns whose positions share words. */
  private static void groups(Text t, Geometry g, String from, String end, Runnable channels) {
    int pack = g.argmaxPerWord();
    t.lines(
        "for (int group = " + from + "; group < " + end + "; group++) {",
        "int end = Math.min(" + g.outWidth() + ", " + Text.times("group", pack) + " + " + pack + ");");
    channels.run();
    t.line("}");
  }

  /** The outputs of a group's columns from channel {@code c} on. */
  private static void outputs(Text t, Dialect d, Op.MaxPool op) {
    Geometry g = op.geometry();
    Window w = g.window();
    int ch = g.channels();
    int pack = g.argmaxPerWord();
    String shift = pack == 1 ? "0" : "(column & 3) * 8";
    if (op.argmax()) {
      t.line(d.intType() + " word = " + (d.vector() ? "IntVector.zero(I)" : "0") + ";");
    }
    t.lines(
        "for (int column = " + Text.times("group", pack) + "; column < end; column++) {",
        WindowCode.left(g),
        d.type() + " best = " + d.broadcast("Float.NEGATIVE_INFINITY") + ";");
    if (op.argmax()) {
      // Where nothing wins, as among NaN, the first position inside the image does.
      String start =
          w.padding().top() == 0 && w.padding().left() == 0
              ? "0"
              : WindowCode.first("top", w.dilationY(), 0) + " * " + w.width() + " + "
                  + WindowCode.first("left", w.dilationX(), 0);
      t.line(
          d.intType() + " index = "
              + (d.vector() ? "IntVector.broadcast(I, " + start + ")" : start) + ";");
    }
    window(t, d, op);
    FormulaCode code =
        new FormulaCode(
            op.result(), d, t,
            r -> r.input() == Formula.OWN
                ? "best"
                : d.load(Ports.name(r.input()), Ports.name(r.input()) + "At + c"));
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
  }

  /** Finds {@code best} and {@code index} of a window that begins at ({@code top}, {@code left}). */
  private static void window(Text t, Dialect d, Op.MaxPool op) {
    Geometry g = op.geometry();
    Window w = g.window();
    if (!d.vector()) {
      WindowCode.rows(t, g);
      WindowCode.columns(t, g);
      t.lines(
          "int at = xAt + (top * " + g.width() + " + left) * " + g.channels() + " + c;",
          "for (int ky = firstY; ky < endY; ky++) {",
          "for (int kx = firstX; kx < endX; kx++) {",
          "float v = x[at + (" + Text.times("ky", w.dilationY() * g.width()) + " + "
              + Text.times("kx", w.dilationX()) + ") * " + g.channels() + "];",
          "if (v > best) {",
          "best = v;");
      if (op.argmax()) {
        t.line("index = ky * " + w.width() + " + kx;");
      }
      t.lines("}", "}", "}");
      return;
    }
    if (w.taps() > WindowCode.MOST_UNROLLED || g.global()) {
      WindowCode.eachTap(t, g, () -> candidate(t, d, op, "", "at", "tap"));
      return;
    }
    // Straight-line code: vectors do not stay in registers across nested loops.
    t.line("int at = xAt + (top * " + g.width() + " + left) * " + g.channels() + " + c;");
    for (int ky = 0; ky < w.height(); ky++) {
      WindowCode.open(t, WindowCode.row(g, ky));
      for (int kx = 0; kx < w.width(); kx++) {
        WindowCode.open(t, WindowCode.column(g, kx));
        candidate(
            t, d, op, ky + "_" + kx, WindowCode.at(g, ky, kx),
            String.valueOf(ky * w.width() + kx));
        WindowCode.close(t, WindowCode.column(g, kx));
      }
      WindowCode.close(t, WindowCode.row(g, ky));
    }
  }

  private static void candidate(
      Text t, Dialect d, Op.MaxPool op, String suffix, String at, String tap) {
    String v = "v" + suffix;
    String wins = "wins" + suffix;
    t.lines(
        "FloatVector " + v + " = " + d.load("x", at) + ";",
        "VectorMask<Float> " + wins + " = " + v + ".compare(VectorOperators.GT, best);",
        "best = best.blend(" + v + ", " + wins + ");");
    if (op.argmax()) {
      t.line("index = index.blend(" + tap + ", " + wins + ".cast(I));");
    }
  }

  /** Each output's gradient goes to the input that won; inputs of several windows sum them. */
  public static void gradient(MaxPoolingGradient pool, KernelMethod kernel, KernelWriter to) {
    Geometry g = pool.op().geometry();
    Window w = g.window();
    int ch = g.channels();
    int groups = g.argmaxColumns();
    int pack = g.argmaxPerWord();
    int mask = pack == 1 ? Integer.MAX_VALUE : 255;
    String shift = pack == 1 ? "0" : "(column & 3) * 8";
    Text t = new Text();
    WindowCode.rows(t, g);
    t.lines("for (int column = 0; column < " + g.outWidth() + "; column++) {", WindowCode.left(g));
    WindowCode.columns(t, g);
    t.lines(
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
                "for (int ky = firstY; ky < endY; ky++) {",
                "for (int kx = firstX; kx < endX; kx++) {",
                "int at = " + WindowCode.pixel(g, "dxAt") + " + c;",
                "VectorMask<Float> won = index.compare(VectorOperators.EQ, ky * " + w.width()
                    + " + kx).cast(S);",
                d.store(
                    "FloatVector.fromArray(S, dx, at).add(FloatVector.zero(S).blend(g, won))",
                    "dx", "at"),
                "}",
                "}");
          } else {
            t.lines(
                "int ky = index / " + w.width() + ";",
                "int kx = index % " + w.width() + ";",
                // While kernels warm up, a position may be anything.
                "if (ky >= firstY && ky < endY && kx >= firstX && kx < endX) {",
                "dx[" + WindowCode.pixel(g, "dxAt") + " + c] += g;",
                "}");
          }
        });
    t.line("}");
    String method =
        to.tile(
            kernel.name() + "Row",
            "float[] dy, int dyAt, float[] argmax, int argmaxAt, float[] dx, int dxAt, int top", t);
    String image = "dxAt + image * " + g.inSize();
    WindowCode.eachRow(
        kernel, to, g, "java.util.Arrays.fill(dx, " + image + ", " + image + " + " + g.inSize()
            + ", 0f);",
        method + "(dy, dyAt + line * " + g.outWidth() * ch + ", argmax, argmaxAt + line * "
            + groups * ch + ", dx, " + image + ", top);");
  }
}
