package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.kernels.tile.Tile;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.scalar.Formula;

/** Register tiles of matrix products, each a method with a single loop. */
final class Products {
  private Products() {}

  /**
   * How a matrix lies.
   *
   * @param stride what lies between two rows
   * @param panel columns that lie together, before the rows of the next
   * @param distance of two panels
   */
  record Matrix(int stride, int panel, int distance) {
    /** Row by row. */
    static Matrix ofRows(int stride) {
      return new Matrix(stride, stride, 0);
    }
  }

  /**
   * Rows of {@code in} times a matrix of {@code inner} rows and {@code outer} columns, in a tile of
   * rows by columns.
   */
  static String rows(
      String name, KernelWriter to, Tile tile, int inner, int outer, Matrix matrix, boolean bias,
      Formula result, String in, String out) {
    Dialect d = tile.dialect();
    Text t = new Text();
    tile.declare(
        t, (r, c) -> bias ? d.load("b", Text.plus("bAt", c * d.lanes())) : d.zero());
    t.line(
        "for (int i = 0, k = wAt; i < " + inner + "; i++, k += " + matrix.stride() + ") {");
    tile.loadColumns(t, "w", "k", matrix.panel(), matrix.distance());
    for (int r : tile.rowList()) {
      tile.multiply(t, r, in + "[" + Text.plus(in + "At + i", r * inner) + "]");
    }
    t.line("}");
    if (!result.equals(Formula.IDENTITY)) {
      tile.assign(t, (r, c) -> FormulaCode.apply(result, d, tile.accumulator(r, c)));
    }
    tile.store(t, out, (r, c) -> Text.plus(out + "At", r * outer + c * d.lanes()));
    String b = bias ? "float[] b, int bAt, " : "";
    return to.tile(
        name,
        "float[] " + in + ", int " + in + "At, float[] w, int wAt, " + b + "float[] " + out
            + ", int " + out + "At",
        t);
  }

  /**
   * Adds {@code depth} columns of rows of {@code in}, which are {@code inner} apart, times as many
   * rows of a matrix of {@code outer} columns, which are {@code stride} apart.
   */
  static String addRows(
      String name, KernelWriter to, Tile tile, int inner, int outer, int stride, String in,
      String out) {
    Dialect d = tile.dialect();
    Tile.Element target = (r, c) -> Text.plus(out + "At", r * outer + c * d.lanes());
    Text t = new Text();
    tile.declare(t, (r, c) -> d.load(out, target.of(r, c)));
    t.line("for (int i = 0, k = wAt; i < depth; i++, k += " + stride + ") {");
    tile.loadColumns(t, "w", "k");
    for (int r : tile.rowList()) {
      tile.multiply(t, r, in + "[" + Text.plus(in + "At + i", r * inner) + "]");
    }
    t.line("}");
    tile.store(t, out, target);
    return to.tile(
        name,
        "float[] " + in + ", int " + in + "At, float[] w, int wAt, float[] " + out + ", int " + out
            + "At, int depth",
        t);
  }

  /**
   * {@code x^T dy} for {@code count} rows of each, of {@code in} and {@code out} columns.
   *
   * @param adds whether the result may be added to what is there, as a last parameter says
   */
  static String transposed(
      String name, KernelWriter to, Tile tile, int in, int out, boolean adds) {
    Dialect d = tile.dialect();
    Text t = new Text();
    if (adds) {
      tile.declareKeeping(t, "dw", (r, c) -> Text.plus("dwAt", r * out + c * d.lanes()));
      t.line("if (!fresh) {");
      tile.assign(t, (r, c) -> d.load("dw", Text.plus("dwAt", r * out + c * d.lanes())));
      t.line("}");
    } else {
      tile.declare(t, (r, c) -> d.zero());
    }
    t.line(
        "for (int n = 0, i = xAt, k = dyAt; n < count; n++, i += " + in + ", k += " + out
            + ") {");
    tile.loadColumns(t, "dy", "k");
    if (adds) {
      tile.freshColumns(t);
    }
    for (int r : tile.rowList()) {
      tile.multiply(t, r, "x[" + Text.plus("i", r) + "]");
    }
    t.line("}");
    tile.store(t, "dw", (r, c) -> Text.plus("dwAt", r * out + c * d.lanes()));
    return to.tile(
        name,
        "float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt, int count"
            + (adds ? ", boolean fresh" : ""),
        t);
  }
}
