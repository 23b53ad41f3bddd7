package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.kernels.tile.KernelMethod;
import cnnc.codegen.emit.java.kernels.tile.KernelWriter;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.kernel.cpu.LossLoop;
import cnnc.codegen.scalar.UpdateRule;
import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.table.OpTable;
import java.util.List;

/** Losses of images and their gradients; one number at a time, in double precision. */
public final class LossKernels {
  private interface Rule {
    void write(Loss loss, LossKernels to);
  }

  private static final OpTable<Loss, Rule> TABLE =
      OpTable.<Loss, Rule>of(Loss.class, "Java of losses")
          .row(Loss.SoftmaxCrossEntropy.class,
              (l, to) -> to.softmax(((Loss.SoftmaxCrossEntropy) l).smoothing()))
          .row(Loss.SigmoidCrossEntropy.class,
              (l, to) -> to.sigmoid(((Loss.SigmoidCrossEntropy) l).smoothing()))
          .row(Loss.MeanSquaredError.class,
              (l, to) -> to.distance("away * away", "2 * away"))
          .row(Loss.MeanAbsoluteError.class,
              (l, to) -> to.distance("Math.abs(away)", "Math.signum(away)"))
          .row(Loss.Huber.class, (l, to) -> to.huber(((Loss.Huber) l).delta()))
          .row(Loss.Hinge.class, (l, to) -> to.hinge(((Loss.Hinge) l).margin()))
          .build();

  private final int classes;
  private final Text t = new Text();

  private LossKernels(int classes) {
    this.classes = classes;
  }

  public static void write(LossLoop kernel, KernelMethod method, KernelWriter to) {
    LossTerm.Judged term = kernel.op().term();
    LossKernels writer = new LossKernels(kernel.op().classes());
    writer.open(term, method, to);
    TABLE.get(term.loss()).write(term.loss(), writer);
    writer.t.line("}");
    to.body(method, writer.t);
  }

  /** An image's loss is multiplied by {@code value}, its gradient by {@code slope}. */
  private void open(LossTerm.Judged term, KernelMethod method, KernelWriter to) {
    KernelWriter.eachImage(t);
    t.lines(
        "int from = logitsAt + image * " + classes + ";",
        "int to = dlogitsAt + image * " + classes + ";",
        "int label = labels[image];");
    List<Double> weights = term.weights();
    String weight =
        weights.isEmpty()
            ? String.valueOf(term.factor())
            : to.doubles(
                    method.name() + "Weights", weights.stream().map(w -> w * term.factor()).toList())
                + "[label]";
    t.lines(
        "double value = " + weight + (term.mean() ? ";" : " * images;"),
        "double slope = " + weight + (term.mean() ? " / images;" : ";"));
  }

  private void softmax(double smoothing) {
    t.lines(
        "float most = logits[from];",
        "for (int c = 1; c < " + classes + "; c++) {",
        "most = Math.max(most, logits[from + c]);",
        "}",
        "double sum = 0;",
        "double all = 0;",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double e = StrictMath.exp(logits[from + c] - most);",
        "dlogits[to + c] = (float) e;",
        "sum += e;",
        "all += logits[from + c];",
        "}",
        "double target = " + (1 - smoothing) + " * logits[from + label] + " + smoothing / classes
            + " * all;",
        "losses[lossesAt + image] = (float) (value * (StrictMath.log(sum) + most - target));",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double p = dlogits[to + c] / sum;",
        "p = p < " + Double.toHexString(UpdateRule.LEAST) + " ? 0 : p;",
        "double wanted = (c == label ? " + (1 - smoothing) + " : 0) + " + smoothing / classes + ";",
        "dlogits[to + c] = (float) ((p - wanted) * slope);",
        "}");
  }

  /** Opens the loop over the classes, whose loss is added up. */
  private void eachClass() {
    t.lines(
        "double loss = 0;",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double x = logits[from + c];");
  }

  private void closeClasses() {
    t.lines("}", "losses[lossesAt + image] = (float) (value * loss);");
  }

  private void sigmoid(double smoothing) {
    eachClass();
    t.lines(
        "double wanted = (c == label ? " + (1 - smoothing) + " : 0) + " + smoothing / 2 + ";",
        "double e = StrictMath.exp(-Math.abs(x));",
        "loss += Math.max(x, 0) - x * wanted + StrictMath.log1p(e);",
        "double p = (x > 0 ? 1 : e) / (1 + e);",
        "dlogits[to + c] = (float) ((p - wanted) * slope);");
    closeClasses();
  }

  private void distance(String value, String slope) {
    eachClass();
    t.lines(
        "double away = x - (c == label ? 1 : 0);",
        "loss += " + value + " / " + classes + ";",
        "dlogits[to + c] = (float) ((" + slope + ") * slope / " + classes + ");");
    closeClasses();
  }

  private void huber(double delta) {
    distance(
        "(Math.abs(away) < " + delta + " ? away * away / 2 : " + delta + " * (Math.abs(away) - "
            + delta / 2 + "))",
        "Math.max(-" + delta + ", Math.min(" + delta + ", away))");
  }

  private void hinge(double margin) {
    t.line("int beyond = 0;");
    eachClass();
    t.lines(
        "double over = " + margin + " + x - logits[from + label];",
        "boolean counts = c != label && over > 0;",
        "loss += counts ? over : 0;",
        "beyond += counts ? 1 : 0;",
        "dlogits[to + c] = (float) (counts ? slope : 0);");
    closeClasses();
    t.line("dlogits[to + label] = (float) (-beyond * slope);");
  }
}
