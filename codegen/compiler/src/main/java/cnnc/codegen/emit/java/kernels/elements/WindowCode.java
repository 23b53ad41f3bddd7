package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.kernel.Port;
import cnnc.dsl.model.Window;
import java.util.List;
import java.util.stream.Collectors;

/** What kernels share that slide a window over an image. */
final class WindowCode {
  /** Taps of a window that are written one by one; more would be too much code for the JIT. */
  static final int MOST_UNROLLED = 49;

  private WindowCode() {}

  /** Does something for each row of outputs, whose windows begin in row {@code top} of the image. */
  static void eachRow(
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

  /** Parameters of a row's method for these. */
  static String parameters(List<Port> ports) {
    return ports.stream()
        .map(p -> "float[] " + p.name() + ", int " + p.name() + "At, ")
        .collect(Collectors.joining());
  }

  /** What a row's method is given for these. */
  static String arguments(List<Port> ports) {
    return ports.stream()
        .map(p -> p.name() + ", " + p.name() + "At, ")
        .collect(Collectors.joining());
  }

  /** Column {@code left} of the image, where the window at {@code column} begins. */
  static String left(Geometry g) {
    Window w = g.window();
    return "int left = " + Text.plus(Text.times("column", w.strideX()), -w.padding().left()) + ";";
  }

  /** The condition under which a row of the window lies in the image; often none. */
  static String row(Geometry g, int tap) {
    Window w = g.window();
    return inside(
        "top", tap * w.dilationY(), w.padding().top(), g.height(), g.outHeight(), w.strideY());
  }

  /** The condition under which a column of the window lies in the image; often none. */
  static String column(Geometry g, int tap) {
    Window w = g.window();
    return inside(
        "left", tap * w.dilationX(), w.padding().left(), g.width(), g.outWidth(), w.strideX());
  }

  private static String inside(
      String begin, int tap, int padding, int size, int outSize, int stride) {
    String lower = tap < padding ? Text.plus(begin, tap) + " >= 0" : "";
    int last = (outSize - 1) * stride - padding + tap;
    String upper = last >= size ? Text.plus(begin, tap) + " < " + size : "";
    return lower.isEmpty() || upper.isEmpty() ? lower + upper : lower + " && " + upper;
  }

  static void open(Text t, String condition) {
    if (!condition.isEmpty()) {
      t.line("if (" + condition + ") {");
    }
  }

  static void close(Text t, String condition) {
    if (!condition.isEmpty()) {
      t.line("}");
    }
  }

  /** The place of a tap, from that of the window's beginning on. */
  static String at(Geometry g, int ky, int kx) {
    Window w = g.window();
    return Text.plus("at", (ky * w.dilationY() * g.width() + kx * w.dilationX()) * g.channels());
  }

  /** The place of the pixel under tap {@code (ky, kx)} in an image that begins somewhere. */
  static String pixel(Geometry g, String begin) {
    Window w = g.window();
    return begin + " + ((top + " + Text.times("ky", w.dilationY()) + ") * " + g.width()
        + " + left + " + Text.times("kx", w.dilationX()) + ") * " + g.channels();
  }

  /** Says which rows of the window lie in the image: {@code firstY} up to {@code endY}. */
  static void rows(Text t, Geometry g) {
    taps(t, "Y", "top", g.window().height(), g.window().dilationY(), 0, g.height());
  }

  /** Says which columns of the window lie in the image: {@code firstX} up to {@code endX}. */
  static void columns(Text t, Geometry g) {
    taps(t, "X", "left", g.window().width(), g.window().dilationX(), 0, g.width());
  }

  /** Says which taps of a window that begins somewhere lie from {@code lower} up to {@code upper}. */
  static void taps(
      Text t, String axis, String begin, int taps, int dilation, int lower, int upper) {
    String behind = upper + " - " + begin;
    t.lines(
        "int first" + axis + " = " + first(begin, dilation, lower) + ";",
        "int end" + axis + " = Math.min(" + taps + ", "
            + (dilation == 1
                ? behind
                : "(" + behind + " + " + (dilation - 1) + ") / " + dilation)
            + ");");
  }

  /** The first tap of a window that lies at {@code lower} or behind it. */
  static String first(String begin, int dilation, int lower) {
    String least = "Math.max(0, " + (lower == 0 ? "-" : lower + " - ") + begin + ")";
    return dilation == 1 ? least : "(" + least + " + " + (dilation - 1) + ") / " + dilation;
  }

  /**
   * One loop over the taps in the image, each with its number {@code tap} and its value's place
   * {@code at}, for windows that are too large to be unrolled: vectors do not stay in registers across
   * nested loops.
   */
  static void eachTap(Text t, Geometry g, Runnable body) {
    Window w = g.window();
    int ch = g.channels();
    if (g.global()) {
      t.line(
          "for (int tap = 0, at = xAt + c; tap < " + w.taps() + "; tap++, at += " + ch + ") {");
      body.run();
      t.line("}");
      return;
    }
    rows(t, g);
    columns(t, g);
    String row = Text.times("firstY", w.dilationY());
    String column = Text.times("firstX", w.dilationX());
    t.lines(
        "int at = xAt + ((top + " + row + ") * " + g.width() + " + left + " + column + ") * " + ch
            + " + c;",
        "int tap = firstY * " + w.width() + " + firstX;",
        "int wide = endX - firstX;",
        "for (int n = (endY - firstY) * wide, x0 = wide; n > 0; n--) {");
    body.run();
    t.lines(
        "tap++;",
        "at += " + w.dilationX() * ch + ";",
        "if (--x0 == 0) {",
        "x0 = wide;",
        "tap += " + w.width() + " - wide;",
        "at += " + w.dilationY() * g.width() * ch + " - wide * " + w.dilationX() * ch + ";",
        "}",
        "}");
  }
}
