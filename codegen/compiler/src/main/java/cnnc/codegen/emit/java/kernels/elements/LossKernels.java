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

  /**
   * An image's loss is multiplied by {@code value}, its gradient by {@code slope}; where images are mixed,
   * a part of both goes by the label of the image before.
   */
  private void open(LossTerm.Judged term, KernelMethod method, KernelWriter to) {
    KernelWriter.eachImage(t);
    t.lines(
        "int from = logitsAt + image * " + classes + ";",
        "int to = dlogitsAt + image * " + classes + ";",
        "int label = labels[image];",
        "int otherLabel = labels[image > 0 ? image - 1 : images - 1];",
        "double share = shares == null ? 1 : shares[image];");
    List<Double> weights = term.weights();
    boolean weighs = !weights.isEmpty();
    String name =
        weighs
            ? to.doubles(
                method.name() + "Weights", weights.stream().map(w -> w * term.factor()).toList())
            : String.valueOf(term.factor());
    t.lines(
        "double weight = share * " + name + (weighs ? "[label];" : ";"),
        "double otherWeight = (1 - share) * " + name + (weighs ? "[otherLabel];" : ";"),
        "double value = weight" + (term.mean() ? ";" : " * images;"),
        "double otherValue = otherWeight" + (term.mean() ? ";" : " * images;"),
        "double slope = weight" + (term.mean() ? " / images;" : ";"),
        "double otherSlope = otherWeight" + (term.mean() ? " / images;" : ";"));
  }

  private void softmax(double smoothing) {
    String spread = smoothing / classes + ";";
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
        "double otherTarget = " + (1 - smoothing) + " * logits[from + otherLabel] + "
            + smoothing / classes + " * all;",
        "double free = StrictMath.log(sum) + most;",
        "losses[lossesAt + image] ="
            + " (float) (value * (free - target) + otherValue * (free - otherTarget));",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double p = dlogits[to + c] / sum;",
        "p = p < " + Double.toHexString(UpdateRule.LEAST) + " ? 0 : p;",
        "double wanted = (c == label ? " + (1 - smoothing) + " : 0) + " + spread,
        "double otherWanted = (c == otherLabel ? " + (1 - smoothing) + " : 0) + " + spread,
        "dlogits[to + c] = (float) ((p - wanted) * slope + (p - otherWanted) * otherSlope);",
        "}");
  }

  /**
   * A sum over the classes.
   *
   * @param shared what both labels need of a logit x
   * @param wanted of class c, where its label is {@code own}
   * @param value of x and {@code wanted}
   * @param slope of that by x
   */
  private void eachClass(String shared, String wanted, String value, String slope) {
    t.lines(
        "double loss = 0;",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double x = logits[from + c];",
        shared,
        "double gradient = 0;",
        "for (int k = 0; k < (share < 1 ? 2 : 1); k++) {",
        "int own = k == 0 ? label : otherLabel;",
        wanted,
        "loss += (k == 0 ? value : otherValue) * (" + value + ");",
        "gradient += (" + slope + ") * (k == 0 ? slope : otherSlope);",
        "}",
        "dlogits[to + c] = (float) gradient;",
        "}",
        "losses[lossesAt + image] = (float) loss;");
  }

  private void sigmoid(double smoothing) {
    eachClass(
        "double e = StrictMath.exp(-Math.abs(x));",
        "double wanted = (c == own ? " + (1 - smoothing) + " : 0) + " + smoothing / 2 + ";",
        "Math.max(x, 0) - x * wanted + StrictMath.log1p(e)", "(x > 0 ? 1 : e) / (1 + e) - wanted");
  }

  private void distance(String value, String slope) {
    eachClass(
        "", "double away = x - (c == own ? 1 : 0);", value + " / " + classes,
        "(" + slope + ") / " + classes);
  }

  private void huber(double delta) {
    distance(
        "(Math.abs(away) < " + delta + " ? away * away / 2 : " + delta + " * (Math.abs(away) - "
            + delta / 2 + "))",
        "Math.max(-" + delta + ", Math.min(" + delta + ", away))");
  }

  private void hinge(double margin) {
    t.lines(
        "double loss = 0;",
        "java.util.Arrays.fill(dlogits, to, to + " + classes + ", 0);",
        "for (int k = 0; k < (share < 1 ? 2 : 1); k++) {",
        "int own = k == 0 ? label : otherLabel;",
        "double push = k == 0 ? slope : otherSlope;",
        "int beyond = 0;",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double over = " + margin + " + logits[from + c] - logits[from + own];",
        "boolean counts = c != own && over > 0;",
        "loss += counts ? (k == 0 ? value : otherValue) * over : 0;",
        "beyond += counts ? 1 : 0;",
        "dlogits[to + c] += (float) (counts ? push : 0);",
        "}",
        "dlogits[to + own] -= (float) (beyond * push);",
        "}",
        "losses[lossesAt + image] = (float) loss;");
  }
}
