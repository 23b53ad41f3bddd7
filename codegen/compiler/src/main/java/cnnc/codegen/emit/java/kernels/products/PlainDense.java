package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.kernel.cpu.BlockSize;
import cnnc.codegen.scalar.Formula;

/** Dense layers as plain loops. */
final class PlainDense {
  private PlainDense() {}

  /**
   * The columns {@code o} up to {@code o + width} of all images.
   *
   * @param w arguments of the product: the weights' array, where column {@code o} begins
   * @param stride what lies between two of their rows
   */
  static void columns(
      KernelMethod kernel, KernelWriter to, Text t, int width, int inner, int outer, boolean bias, Formula result,
      String in, String out, String w, int stride) {
    String product =
        new PlainProduct(width).inputs(inner, 1).matrix(stride).outputs(outer)
            .write(kernel.name() + "Columns" + width, to);
    t.lines(
        PlainProduct.panel(inner, width),
        "for (int n = 0; n < images; n++) {",
        "int at = " + out + "At + n * " + outer + " + o;",
        bias
            ? "System.arraycopy(b, bAt + o, " + out + ", at, " + width + ");"
            : "java.util.Arrays.fill(" + out + ", at, at + " + width + ", 0f);",
        "}",
        product + "(" + in + ", " + in + "At, " + w + ", " + out + ", " + out + "At + o, " + inner
            + ", images, panel);");
    if (!result.equals(Formula.IDENTITY)) {
      t.lines(
          "for (int n = 0; n < images; n++) {",
          "int first = " + out + "At + n * " + outer + " + o;",
          "for (int at = first; at < first + " + width + "; at++) {",
          out + "[at] = " + FormulaCode.apply(result, Dialect.SCALAR, out + "[at]") + ";",
          "}",
          "}");
    }
  }

  static void weightGradient(KernelMethod kernel, KernelWriter to, int in, int out) {
    int rows = BlockSize.DENSE_ROWS.size();
    String product =
        new PlainProduct(out).inputs(1, in).matrix(out).outputs(out)
            .write(kernel.name() + "Rows", to);
    Text t = new Text();
    t.lines(
        "int begin = task * " + rows + ";",
        "int end = Math.min(" + in + ", begin + " + rows + ");",
        "java.util.Arrays.fill(dw, dwAt + begin * " + out + ", dwAt + end * " + out + ", 0f);",
        PlainProduct.panel(Integer.MAX_VALUE, out),
        product + "(x, xAt + begin, dy, dyAt, dw, dwAt + begin * " + out
            + ", images, end - begin, panel);");
    to.body(kernel, t);
  }
}
