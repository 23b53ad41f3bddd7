package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.graph.Enlargement;
import cnnc.codegen.kernel.cpu.Interpolation;
import cnnc.codegen.kernel.cpu.InterpolationGradient;

/** Pixels between four others; a row of the enlarged image is a method of its own. */
public final class InterpolationKernels {
  private InterpolationKernels() {}

  public static void forward(Interpolation kernel, KernelMethod method, KernelWriter to) {
    Enlargement e = kernel.enlargement();
    Text t = new Text();
    begin(t, e, "xAt");
    to.dialect().channels(
        t, e.channels(),
        d -> {
          line(t, d, "above", "upper", "x");
          line(t, d, "below", "lower", "x");
          String sum = d.add(part(d, "above", "1 - down"), part(d, "below", "down"));
          t.line(d.store("(" + sum + ")", "y", "yAt + column * " + e.channels() + " + c"));
        });
    t.line("}");
    String row =
        to.tile(
            method.name() + "Row", "float[] x, int xAt, int row, float[] y, int yAt", t);
    rows(
        method, to, e, "",
        row + "(x, xAt + image * " + e.inSize() + ", row, y, yAt + line * "
            + e.outWidth() * e.channels() + ");");
  }

  /** A value between two pixels of a row. */
  private static void line(Text t, Dialect d, String name, String at, String array) {
    t.line(
        d.type() + " " + name + " = "
            + d.add(
                part(d, d.load(array, at + " + left + c"), "1 - over"),
                part(d, d.load(array, at + " + right + c"), "over"))
            + ";");
  }

  private static String part(Dialect d, String value, String share) {
    return d.vector() ? value + ".mul(" + share + ")" : value + " * (" + share + ")";
  }

  /** Shares are added to the pixels one after the other: at an edge two are the same. */
  public static void gradient(InterpolationGradient kernel, KernelMethod method, KernelWriter to) {
    Enlargement e = kernel.enlargement();
    Text t = new Text();
    begin(t, e, "dxAt");
    to.dialect().channels(
        t, e.channels(),
        d -> {
          String dy = d.load("dy", "dyAt + column * " + e.channels() + " + c");
          t.lines(
              d.type() + " g = " + d.fresh(dy) + ";",
              d.type() + " above = " + part(d, "g", "1 - down") + ";",
              d.type() + " below = " + part(d, "g", "down") + ";");
          add(t, d, "upper + left + c", part(d, "above", "1 - over"));
          add(t, d, "upper + right + c", part(d, "above", "over"));
          add(t, d, "lower + left + c", part(d, "below", "1 - over"));
          add(t, d, "lower + right + c", part(d, "below", "over"));
        });
    t.line("}");
    String row =
        to.tile(
            method.name() + "Row", "float[] dy, int dyAt, int row, float[] dx, int dxAt", t);
    String image = "dxAt + image * " + e.inSize();
    rows(
        method, to, e,
        "java.util.Arrays.fill(dx, " + image + ", " + image + " + " + e.inSize() + ", 0f);",
        row + "(dy, dyAt + line * " + e.outWidth() * e.channels() + ", row, dx, " + image + ");");
  }

  private static void add(Text t, Dialect d, String at, String value) {
    t.line(d.store("(" + d.add(d.load("dx", at), value) + ")", "dx", at));
  }

  private static void rows(
      KernelMethod method, KernelWriter to, Enlargement e, String before, String call) {
    Text t = new Text();
    KernelWriter.eachImage(t);
    if (!before.isEmpty()) {
      t.line(before);
    }
    t.lines(
        "for (int row = 0; row < " + e.outHeight() + "; row++) {",
        "int line = image * " + e.outHeight() + " + row;",
        call,
        "}",
        "}");
    to.body(method, t);
  }

  /** Opens the loop over columns, in which the places of four pixels and their shares are known. */
  private static void begin(Text t, Enlargement e, String image) {
    int line = e.width() * e.channels();
    between(t, "row", "Y", "down", e.factorY());
    t.lines(
        "int upper = " + image + " + " + Text.times("Math.max(0, firstY)", line) + ";",
        "int lower = " + image + " + "
            + Text.times("Math.min(" + (e.height() - 1) + ", firstY + 1)", line) + ";",
        "for (int column = 0; column < " + e.outWidth() + "; column++) {");
    between(t, "column", "X", "over", e.factorX());
    t.lines(
        "int left = " + Text.times("Math.max(0, firstX)", e.channels()) + ";",
        "int right = "
            + Text.times("Math.min(" + (e.width() - 1) + ", firstX + 1)", e.channels()) + ";");
  }

  /** Which pixel's centre lies before this one's, and how far on to the next it lies. */
  private static void between(Text t, String at, String axis, String share, int factor) {
    String offset = "offset" + axis;
    t.lines(
        "float " + offset + " = (" + at + " % " + factor + " + 0.5f) / " + factor + " - 0.5f;",
        "int first" + axis + " = " + at + " / " + factor + " - (" + offset + " < 0 ? 1 : 0);",
        "float " + share + " = " + offset + " < 0 ? " + offset + " + 1 : " + offset + ";");
  }
}
