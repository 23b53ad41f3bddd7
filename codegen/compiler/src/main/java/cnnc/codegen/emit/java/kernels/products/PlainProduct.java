package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.Text;

/**
 * A matrix product as plain loops, innermost over the columns of the result. C2 of JDK 17 makes vector
 * code of such a loop only where all that it reads and writes lies at one variable plus constants, and
 * where few products are added up at once. So rows of the matrix are copied into a panel, four at a
 * time behind a row of sums: to that a loop adds the four products, and leaves what comes out as the
 * row of sums before the next four.
 */
final class PlainProduct {
  private static final int AT_ONCE = 4;

  /** Floats of the matrix in a panel, which is to stay in an L1 cache. */
  private static final int PANEL = 4096;

  private final int width;
  private int inStride;
  private int inStep;
  private int matrixStride;
  private int outStride;

  /** Of a matrix with so many columns. */
  PlainProduct(int width) {
    this.width = width;
  }

  /** What lies between the first of two rows of inputs, and between two inputs of a row. */
  PlainProduct inputs(int stride, int step) {
    inStride = stride;
    inStep = step;
    return this;
  }

  /** What lies between two rows of the matrix. */
  PlainProduct matrix(int stride) {
    matrixStride = stride;
    return this;
  }

  /** What lies between two rows of the result. */
  PlainProduct outputs(int stride) {
    outStride = stride;
    return this;
  }

  /** Makes the panel that a task needs, for a matrix of at most so many rows. */
  static String panel(int rows, int width) {
    int most = Math.min(rows, slice(width));
    int groups = (most + AT_ONCE - 1) / AT_ONCE;
    return "float[] panel = new float[" + (groups * group(width) + width) + "];";
  }

  /** Rows of the matrix in a panel. */
  private static int slice(int width) {
    return Math.max(AT_ONCE, PANEL / width / AT_ONCE * AT_ONCE);
  }

  private static int group(int width) {
    return (AT_ONCE + 1) * width;
  }

  /** Writes the method that adds the product to {@code rows} rows, and returns its name. */
  String write(String name, KernelWriter to) {
    int slice = slice(width);
    Text t = new Text();
    t.lines(
        "for (int first = 0; first < inner; first += " + slice + ") {",
        "int count = Math.min(" + slice + ", inner - first);",
        "for (int r = 0; r < count; r++) {",
        "System.arraycopy(w, wAt + (first + r) * " + matrixStride + ", panel, (r / " + AT_ONCE + " * "
            + (AT_ONCE + 1) + " + r % " + AT_ONCE + " + 1) * " + width + ", " + width + ");",
        "}",
        "int last = (count + " + (AT_ONCE - 1) + ") / " + AT_ONCE + " * " + group(width) + ";",
        "for (int n = 0; n < rows; n++) {",
        "System.arraycopy(out, outAt + n * " + outStride + ", panel, 0, " + width + ");",
        sums(name + "Sums", to) + "(in, inAt + " + Text.times("n", inStride) + " + "
            + Text.times("first", inStep) + ", panel, count);",
        "System.arraycopy(panel, last, out, outAt + n * " + outStride + ", " + width + ");",
        "}",
        "}");
    return to.tile(
        name,
        "float[] in, int inAt, float[] w, int wAt, float[] out, int outAt, int inner, int rows,"
            + " float[] panel",
        t);
  }

  /** One row of inputs times all rows of the panel. */
  private String sums(String name, KernelWriter to) {
    Text t = new Text();
    t.lines(
        "int at = 0;", "int i = inAt;", "int left = count;",
        "for (; left >= " + AT_ONCE + "; left -= " + AT_ONCE + ") {");
    add(t, AT_ONCE);
    t.lines("at += " + group(width) + ";", "i += " + AT_ONCE * inStep + ";", "}");
    for (int rest = AT_ONCE - 1; rest > 0; rest--) {
      t.line("if (left == " + rest + ") {");
      add(t, rest);
      t.line("}");
    }
    return to.tile(name, "float[] in, int inAt, float[] panel, int count", t);
  }

  private void add(Text t, int products) {
    String sum = "panel[at + o]";
    for (int i = 0; i < products; i++) {
      t.line("float s" + i + " = in[" + Text.plus("i", i * inStep) + "];");
      sum = Dialect.SCALAR.fma("s" + i, "panel[at + o + " + (i + 1) * width + "]", sum);
    }
    t.lines(
        "for (int o = 0; o < " + width + "; o++) {",
        "panel[at + o + " + group(width) + "] = " + sum + ";",
        "}");
  }
}
