package cnnc.codegen.emit.java.kernels.products;

import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.FormulaCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.scalar.Formula;
import java.util.ArrayList;
import java.util.List;

/**
 * A method that applies a constant matrix along one axis of tiles, for {@code channels} floats that
 * lie side by side, again and again.
 */
final class TransformPass {
  private final double[][] matrix;
  private final int count;
  private final int channels;
  private int inStride;
  private int inStep;
  private int outStride;
  private int outStep;
  private int panel;
  private int panelDistance;
  private boolean bias;
  private Formula result = Formula.IDENTITY;

  /**
   * A pass.
   *
   * @param count how often, one step further each time; 0 when a parameter says it
   */
  TransformPass(double[][] matrix, int count, int channels) {
    this.matrix = matrix;
    this.count = count;
    this.channels = channels;
  }

  /** What lies between two inputs of the matrix, and between two times. */
  TransformPass from(int stride, int step) {
    inStride = stride;
    inStep = step;
    return this;
  }

  /** The same of its outputs. */
  TransformPass to(int stride, int step) {
    outStride = stride;
    outStep = step;
    return this;
  }

  /** Its results lie in panels of so many channels, which are so far from each other. */
  TransformPass panels(int width, int distance) {
    panel = width < channels ? width : 0;
    panelDistance = distance;
    return this;
  }

  /** What becomes of its results: a bias per channel is added, then the formula applied. */
  TransformPass then(boolean addsBias, Formula formula) {
    bias = addsBias;
    result = formula;
    return this;
  }

  /** Writes the method and returns its name. */
  String write(String name, KernelWriter to) {
    Text t = new Text();
    boolean loop = count != 1;
    String times = count > 0 ? String.valueOf(count) : "times";
    if (loop) {
      t.line("for (int n = 0; n < " + times + "; n++) {");
      t.line("int from = inAt + n * " + inStep + ";").line("int to = outAt + n * " + outStep + ";");
    } else {
      t.line("int from = inAt;").line("int to = outAt;");
    }
    to.dialect().channels(t, channels, d -> body(t, d));
    if (loop) {
      t.line("}");
    }
    return to.tile(
        name,
        "float[] in, int inAt, float[] out, int outAt"
            + (bias ? ", float[] b, int bAt" : "") + (count > 0 ? "" : ", int times"),
        t);
  }

  private void body(Text t, Dialect d) {
    List<String> in = new ArrayList<>();
    for (int i = 0; i < matrix[0].length; i++) {
      in.add("v" + i);
      t.line(
          d.type() + " v" + i + " = " + d.load("in", Text.plus("from + c", i * inStride)) + ";");
    }
    List<String> out = new Transform(t, d).write(matrix, in);
    if (bias) {
      t.line(d.type() + " bias = " + d.load("b", "bAt + c") + ";");
    }
    String place =
        panel == 0 ? "to + c" : "to + c / " + panel + " * " + panelDistance + " + c % " + panel;
    for (int i = 0; i < out.size(); i++) {
      String value = bias ? d.add(out.get(i), "bias") : out.get(i);
      boolean applies = !result.equals(Formula.IDENTITY);
      t.line(
          d.store(
              applies ? FormulaCode.apply(result, d, "(" + value + ")") : value, "out",
              Text.plus(place, i * outStride)));
    }
  }
}
