package cnnc.codegen.emit.cuda;

import cnnc.codegen.program.CudaKernels;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Sharing;
import cnnc.codegen.scalar.UpdateRule;
import java.util.List;

/** The end of a step: weight decay, the optimiser's rule and the weight average in one kernel. */
final class UpdateKernel {
  private UpdateKernel() {}

  static String text(CudaKernels.Update update) {
    UpdateRule rule = UpdateRule.of(update.rule());
    Constants constants =
        new Constants().set("IMAGES", update.batch()).set("TERMS", update.terms()).set("SLOTS", rule.slots().size())
            .set("SCALARS", rule.scalars().size()).set("AVERAGE", update.average())
            .code(members(rule));
    String struct = update.name() + "_";
    return "// " + update.rule().name() + (update.average() ? " with a weight average" : "")
        + ", batch " + update.batch() + ".\n"
        + constants.struct(struct)
        + CallKernel.kernel(
            update.name(),
            "float* w, const float* g, float* slots, float* average, const float* decays,\n    const float* rates,"
                + " const float* scalars, const float* losses, float* squares,"
                + " Progress* progress,\n    double* results, unsigned* counters",
            "  update<" + struct + ">(w, g, slots, average, decays, rates, scalars, losses, squares,"
                + " progress, results,\n" + " ".repeat(struct.length() + 11) + "counters);\n");
  }

  /** What becomes of the n-th weight of a thread, and of its slots. */
  private static String members(UpdateRule rule) {
    int slots = rule.slots().size();
    ExprCode code =
        new ExprCode(
            i -> switch (i) {
              case 0 -> "w";
              case 1 -> "g";
              default -> i < 2 + slots ? "slot[" + (i - 2) + "][n]" : "scalar[" + (i - 2 - slots) + "]";
            });
    StringBuilder text =
        new StringBuilder(
            "  static __device__ float rule(\n"
                + "      float w, float g, const float* scalar, float (*slot)[4], int n) {\n");
    List<Expr> results = rule.results();
    int shared = 0;
    for (Expr e : Sharing.of(results)) {
      variable(text, code, e, "e" + shared++);
    }
    for (Expr result : results) {
      variable(text, code, result, "r" + results.indexOf(result));
    }
    for (int k = 0; k < slots; k++) {
      text.append("    slot[").append(k).append("][n] = r").append(k).append(";\n");
    }
    return text.append("    return r").append(slots).append(";\n  }\n").toString();
  }

  private static void variable(StringBuilder text, ExprCode code, Expr e, String name) {
    text.append("    const float ").append(name).append(" = ").append(code.of(e)).append(";\n");
    code.name(e, name);
  }
}
