package cnnc.codegen.emit.java;

/**
 * Matrix products as plain loops, innermost over the columns of the result, which the JIT turns into
 * vector code of its own where it can.
 */
final class PlainProducts {
  private PlainProducts() {}

  /** Inputs that meet all columns in one pass over these, and then those that are left. */
  private static int[] atOnce(int inputs, int most) {
    return inputs < most ? new int[] {inputs} : new int[] {most, 1};
  }

  /**
   * A method that adds a row of {@code inner} inputs times a matrix of rows of {@code outer}, of
   * which {@code width} columns are due, to a row of outputs.
   */
  static String addRow(String name, KernelWriter to, int inner, int width, int outer) {
    Text t = new Text();
    t.line("int c = 0;");
    for (int at : atOnce(inner, 8)) {
      StringBuilder sum = new StringBuilder("out[outAt + o]");
      t.line("for (; c + " + at + " <= " + inner + "; c += " + at + ") {");
      for (int i = 0; i < at; i++) {
        t.line("float s" + i + " = in[" + Text.plus("inAt + c", i) + "];");
        sum.append(" + s").append(i).append(" * w[").append(Text.plus("k + o", i * outer))
            .append("]");
      }
      t.lines(
          "int k = wAt + c * " + outer + ";",
          "for (int o = 0; o < " + width + "; o++) {",
          "out[outAt + o] = " + sum + ";",
          "}",
          "}");
    }
    return to.tile(name, "float[] in, int inAt, float[] w, int wAt, float[] out, int outAt", t);
  }

  /**
   * A method that adds {@code x^T dy} of {@code count} neighbouring rows, of which those of x begin
   * {@code step} apart, to a matrix of {@code in} rows and {@code out} columns.
   */
  static String addTransposed(
      String name, KernelWriter to, int count, int step, int in, int out) {
    Text t = new Text();
    StringBuilder sum = new StringBuilder("dw[k + o]");
    t.line("for (int c = 0; c < " + in + "; c++) {");
    for (int i = 0; i < count; i++) {
      t.line("float s" + i + " = x[" + Text.plus("xAt + c", i * step) + "];");
      sum.append(" + s").append(i).append(" * dy[").append(Text.plus("dyAt + o", i * out))
          .append("]");
    }
    t.lines(
        "int k = dwAt + c * " + out + ";",
        "for (int o = 0; o < " + out + "; o++) {",
        "dw[k + o] = " + sum + ";",
        "}",
        "}");
    return to.tile(name, "float[] x, int xAt, float[] dy, int dyAt, float[] dw, int dwAt", t);
  }
}
