package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.kernel.cuda.LossKernel;
import cnnc.codegen.program.Call;
import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.table.OpTable;

/** Losses of images and their gradients, a warp an image. */
final class LossKernels {
  /** A loss's template, and the constants and functions that it takes. */
  private interface Rule {
    String template(Loss loss, int classes, Constants to);
  }

  private static final OpTable<Loss, Rule> TABLE =
      OpTable.<Loss, Rule>of(Loss.class, "CUDA of losses")
          .row(Loss.SoftmaxCrossEntropy.class,
              (l, classes, to) -> {
                to.set("SMOOTHING", ((Loss.SoftmaxCrossEntropy) l).smoothing());
                return "softmax_cross_entropy";
              })
          .row(Loss.SigmoidCrossEntropy.class,
              (l, classes, to) -> {
                double smoothing = ((Loss.SigmoidCrossEntropy) l).smoothing();
                to.set("HIGH", 1 - smoothing / 2).set("LOW", smoothing / 2).set("SHARE", 1.0);
                return by(
                    to, "fmaxf(x, 0) - x * t + log1pf(expf(-fabsf(x)))",
                    "1 / (1 + expf(-x)) - t");
              })
          .row(Loss.MeanSquaredError.class,
              (l, classes, to) -> by(distance(classes, to), "(x - t) * (x - t)", "2 * (x - t)"))
          .row(Loss.MeanAbsoluteError.class,
              (l, classes, to) -> by(distance(classes, to), "fabsf(x - t)", "(x > t) - (x < t)"))
          .row(Loss.Huber.class,
              (l, classes, to) -> {
                distance(classes, to).set("DELTA", ((Loss.Huber) l).delta());
                return by(
                    to,
                    "fabsf(x - t) < DELTA ? (x - t) * (x - t) / 2 : DELTA * (fabsf(x - t) - DELTA"
                        + " / 2)",
                    "fmaxf(-DELTA, fminf(DELTA, x - t))");
              })
          .row(Loss.Hinge.class,
              (l, classes, to) -> {
                to.set("MARGIN", ((Loss.Hinge) l).margin());
                return "hinge_loss";
              })
          .build();

  private LossKernels() {}

  static Parts parts(LossKernel kernel, Call call, int batch) {
    LossTerm.Judged term = kernel.op().term();
    int classes = kernel.op().classes();
    Constants constants =
        new Constants().set("IMAGES", batch).set("CLASSES", classes)
            .set("VALUE", term.factor() * (term.mean() ? 1 : batch))
            .set("SLOPE", term.factor() / (term.mean() ? batch : 1));
    String template = TABLE.get(term.loss()).template(term.loss(), classes, constants);
    constants.code(weight(term));
    return new Parts(
        constants,
        "const float* logits, const int* labels, const float* shares, float* losses,\n"
            + "    float* gradients",
        template + "<$>(logits, labels, shares, losses, gradients);");
  }

  /** Means over the classes. */
  private static Constants distance(int classes, Constants to) {
    return to.set("HIGH", 1.0).set("LOW", 0.0).set("SHARE", 1.0 / classes);
  }

  /** A sum over the classes. */
  private static String by(Constants to, String value, String slope) {
    to.code(
        "  static __device__ float value(float x, float t) { return " + value + "; }\n"
            + "  static __device__ float slope(float x, float t) { return " + slope + "; }\n");
    return "class_loss";
  }

  private static String weight(LossTerm.Judged term) {
    StringBuilder text = new StringBuilder("  static __device__ float weight(int label) {\n");
    if (term.weights().isEmpty()) {
      return text.append("    return 1;\n  }\n").toString();
    }
    text.append("    switch (label) {\n");
    for (int c = 0; c < term.weights().size(); c++) {
      text.append("      case ").append(c).append(": return ")
          .append(Constants.literal(term.weights().get(c))).append(";\n");
    }
    return text.append("      default: return 1;\n    }\n  }\n").toString();
  }
}
