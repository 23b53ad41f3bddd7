package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.program.Grain;

/** Dense layers as plain loops, innermost over outputs. */
final class PlainDense {
  private PlainDense() {}

  /** A method for one image and {@code width} output columns. */
  static String columns(
      String name, KernelWriter to, int width, int inner, int outer, Epilogue e, String in,
      String out) {
    String sum = PlainProducts.addRow(name + "Sum", to, inner, width, outer);
    Text t = new Text();
    t.lines(
        "for (int o = 0; o < " + width + "; o++) {",
        out + "[" + out + "At + o] = " + (e.bias() ? "b[bAt + o]" : "0f") + ";",
        "}",
        sum + "(" + in + ", " + in + "At, w, wAt, " + out + ", " + out + "At);");
    if (e.relu()) {
      t.lines(
          "for (int o = 0; o < " + width + "; o++) {",
          out + "[" + out + "At + o] = Math.max(" + out + "[" + out + "At + o], 0f);",
          "}");
    }
    String bias = e.bias() ? "float[] b, int bAt, " : "";
    return to.tile(
        name,
        "float[] " + in + ", int " + in + "At, float[] w, int wAt, " + bias + "float[] " + out
            + ", int " + out + "At",
        t);
  }

  static void weightGradient(Kernel kernel, KernelWriter to, int in, int out) {
    int rows = Grain.DENSE_ROWS.size();
    Text t = new Text();
    t.lines(
        "int begin = task * " + rows + ";",
        "int end = Math.min(" + in + ", begin + " + rows + ");",
        "java.util.Arrays.fill(dw, dwAt + begin * " + out + ", dwAt + end * " + out + ", 0f);",
        "for (int n = 0; n < images; n++) {",
        "for (int i = begin; i < end; i++) {",
        "float s = x[xAt + n * " + in + " + i];",
        "int from = dyAt + n * " + out + ";",
        "int k = dwAt + i * " + out + ";",
        "for (int o = 0; o < " + out + "; o++) {",
        "dw[k + o] += s * dy[from + o];",
        "}",
        "}",
        "}");
    to.body(kernel, t);
  }
}
