package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;

/** Softmax, cross-entropy and their gradient, for the mean over the batch; one float at a time. */
final class LossKernel {
  private LossKernel() {}

  static void write(Kernel kernel, KernelWriter to) {
    int classes = ((Op.SoftmaxCrossEntropy) kernel.op()).classes();
    Text t = new Text();
    KernelWriter.imagesOfPart(t, "task");
    t.lines(
        "for (int n = first; n < last; n++) {",
        "int from = logitsAt + n * " + classes + ";",
        "int to = dlogitsAt + n * " + classes + ";",
        "float most = logits[from];",
        "for (int c = 1; c < " + classes + "; c++) {",
        "most = Math.max(most, logits[from + c]);",
        "}",
        "double sum = 0;",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double e = StrictMath.exp(logits[from + c] - most);",
        "dlogits[to + c] = (float) e;",
        "sum += e;",
        "}",
        "losses[lossesAt + n] = (float) (StrictMath.log(sum) + most - logits[from + labels[n]]);",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double p = dlogits[to + c] / sum;",
        "dlogits[to + c] = (float) ((c == labels[n] ? p - 1 : p) / images);",
        "}",
        "}");
    to.body(kernel, t);
  }
}
