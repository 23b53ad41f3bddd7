package cnnc.codegen.emit.java.kernels.tile;

import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.kernel.cpu.BlockSize;

/** A method that writes the rows of a matrix as columns. */
public final class Transposition {
  private Transposition() {}

  /**
   * Writes the method and returns its name; called with {@code in, inAt, out, outAt, rows, columns}.
   *
   * @param inStride what lies between two rows of {@code in}
   * @param outStride the same of {@code out}, of which each is a column of {@code in}
   */
  public static String write(String name, KernelWriter to, int inStride, int outStride) {
    int some = BlockSize.TURNED_ROWS.size();
    Text t = new Text();
    t.lines(
        "int r = 0;",
        "for (; r + " + some + " <= rows; r += " + some + ") {",
        "for (int c = 0; c < columns; c++) {",
        "int from = inAt + r * " + inStride + " + c;",
        "int to = outAt + c * " + outStride + " + r;");
    // All loads before the first store: the JIT must take the arrays for one.
    for (int i = 0; i < some; i++) {
      t.line("float v" + i + " = in[" + Text.plus("from", i * inStride) + "];");
    }
    for (int i = 0; i < some; i++) {
      t.line("out[" + Text.plus("to", i) + "] = v" + i + ";");
    }
    t.lines(
        "}",
        "}",
        "for (; r < rows; r++) {",
        "for (int c = 0; c < columns; c++) {",
        "out[outAt + c * " + outStride + " + r] = in[inAt + r * " + inStride + " + c];",
        "}",
        "}");
    return to.tile(
        name, "float[] in, int inAt, float[] out, int outAt, int rows, int columns", t);
  }
}
