package cnnc.codegen.emit.cuda;

import cnnc.codegen.program.CudaKernels;

/** The end of a step: weight decay, the optimiser's rule and the weight average in one kernel. */
final class UpdateKernel {
  private UpdateKernel() {}

  static String text(CudaKernels.Update update) {
    Constants constants =
        new Constants().set("IMAGES", update.batch()).set("ADAM", update.adam().isPresent())
            .set("AVERAGE", update.average());
    update
        .adam()
        .ifPresent(
            a -> constants.set("BETA1", a.beta1()).set("BETA2", a.beta2())
                .set("EPSILON", a.epsilon()));
    String struct = update.name() + "_";
    return "// " + (update.adam().isPresent() ? "Adam" : "Gradient descent")
        + (update.average() ? " with a weight average" : "") + ", batch " + update.batch() + ".\n"
        + constants.struct(struct)
        + CallKernel.kernel(
            update.name(),
            "float* w, const float* g, float* m, float* v, float* average, const float* decays,\n"
                + "    const Rates* rates, const float* losses, float* squares,"
                + " Progress* progress,\n    Result* results, unsigned* counters",
            "  update<" + struct + ">(w, g, m, v, average, decays, rates, losses, squares,"
                + " progress, results,\n" + " ".repeat(struct.length() + 11) + "counters);\n");
  }
}
