package cnnc.codegen.emit.java;

import cnnc.codegen.kernel.cpu.SoftmaxLoss;

/** Softmax, cross-entropy and their gradient, for the mean over the batch; one float at a time. */
final class LossKernel {
  private LossKernel() {}

  static void write(SoftmaxLoss loss, KernelMethod kernel, KernelWriter to) {
    int classes = loss.op().classes();
    Text t = new Text();
    KernelWriter.eachImage(t);
    t.lines(
        "int from = logitsAt + image * " + classes + ";",
        "int to = dlogitsAt + image * " + classes + ";",
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
        "losses[lossesAt + image] = (float) (StrictMath.log(sum) + most - logits[from + labels[image]]);",
        "for (int c = 0; c < " + classes + "; c++) {",
        "double p = dlogits[to + c] / sum;",
        "p = p < " + UpdateKernels.LEAST + " ? 0 : p;",
        "dlogits[to + c] = (float) ((c == labels[image] ? p - 1 : p) / images);",
        "}",
        "}");
    to.body(kernel, t);
  }
}
