package cnnc.codegen.emit.cuda;

import cnnc.codegen.program.CudaKernels;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Sharing;
import cnnc.codegen.scalar.UpdateRule;
import cnnc.dsl.model.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The end of a step: weight decay, the optimiser's rule and the weight average in one kernel. A rule that
 * looks at whole tensors has several, which the runtime launches by the ends of their names.
 */
final class UpdateKernel {
  /** What is the same in all of a step's kernels, in their order. */
  private static final String STEP =
      "const float* losses, float* squares, Progress* progress,\n    double* results, unsigned* counters";

  private UpdateKernel() {}

  static String text(CudaKernels.Update update) {
    StringBuilder text =
        new StringBuilder("// ").append(update.rule().name())
            .append(update.average() ? " with a weight average" : "").append(", batch ")
            .append(update.batch()).append(".\n");
    if (update.parts() > 1) {
      text.append(
          kernel(
              update, "_add", "add_part", step(update),
              "float* g, float* sums, const float* losses, Progress* progress, double* results,\n"
                  + "    unsigned* counters"));
    }
    if (update.rule().whole()) {
      return text.append(whole(update)).toString();
    }
    return text.append(
            kernel(
                update, "", "update", rule(update, UpdateRule.of(update.rule())),
                "float* w, const float* g, float* slots, float* average, const float* decays,\n"
                    + "    const float* rates, const float* scalars, " + STEP))
        .toString();
  }

  /** Measure, follow the rule, and settle; between, what is done to directions is measured too. */
  private static String whole(CudaKernels.Update update) {
    UpdateRule rule = UpdateRule.of(update.rule());
    Optimizer.Rule word = update.rule().rule();
    int matrices = update.rest().isPresent() ? 1 : -1;
    String measured =
        "const float* w, const float* g, const float* decays, const float* rates, const int* list,\n"
            + "    const float* scalars, const float* numbers, float* squares, float* slopes,\n"
            + "    float* factors, const Progress* progress, unsigned* counters";
    String followed =
        "float* w, float* g, float* slots, const float* decays, const float* rates,\n"
            + "    const int* list, const float* factors, const float* scalars,\n"
            + "    const Progress* progress";
    StringBuilder text = new StringBuilder();
    text.append(
        kernel(
            update, "_measure", "measure",
            rule(update, rule).set("DIRECTIONS", false)
                .code(
                    factor(
                        word == Optimizer.Rule.LARS
                            ? "w > 0 && d > 0 ? numbers[0] * w / (d + numbers[1] * w) : 1"
                            : "1")),
            measured));
    text.append(
        kernel(
            update, "_follow", "follow",
            rule(update, rule).set("DIRECTS", rule.directs()).set("ONLY", matrices), followed));
    if (update.rest().isPresent()) {
      text.append(
          kernel(
              update, "_rest", "follow",
              rule(update, UpdateRule.of(update.rest().get())).set("DIRECTS", false).set("ONLY", 0),
              followed));
    }
    if (rule.directs()) {
      text.append(
          kernel(
              update, "_directions", "measure",
              step(update).set("SCALARS", rule.scalars().size()).set("CLIP", -1)
                  .set("DIRECTIONS", true)
                  .code(
                      factor(
                          word == Optimizer.Rule.LAMB
                              ? "w > 0 && d > 0 ? w / d : 1"
                              : "d > 0 ? 1 / (d + 1e-7) : 1")),
              measured));
    }
    return text.append(
            kernel(
                update, "_settle", "settle",
                step(update).set("SCALARS", rule.scalars().size()).set("AVERAGE", update.average())
                    .set("DIRECTS", rule.directs()).set("ONLY", matrices)
                    .set("SHRINKS", word == Optimizer.Rule.MUON)
                    .set("STRETCHED", word == Optimizer.Rule.LAMB),
                "float* w, const float* g, float* average, const float* decays, const float* rates,\n"
                    + "    const int* list, const float* factors, const float* scalars,\n"
                    + "    const float* numbers, " + STEP))
        .toString();
  }

  /** Of a tensor, by the norms of its weights and of its gradient or direction. */
  private static String factor(String value) {
    return "  static __device__ double factor(double w, double d, const float* numbers) {\n    return "
        + value + ";\n  }\n";
  }

  /** What is the same for all kernels of a step's end. */
  private static Constants step(CudaKernels.Update update) {
    return new Constants().set("IMAGES", update.batch()).set("TERMS", update.terms())
        .set("PARTS", update.parts());
  }

  private static Constants rule(CudaKernels.Update update, UpdateRule rule) {
    return step(update).set("SLOTS", rule.slots().size()).set("SCALARS", rule.scalars().size())
        .set("CLIP", rule.clip()).set("AVERAGE", update.average()).code(members(rule));
  }

  /** A kernel that calls the function of the template with its own parameters. */
  private static String kernel(
      CudaKernels.Update update, String end, String function, Constants constants,
      String parameters) {
    String name = update.name() + end;
    String arguments =
        Arrays.stream(parameters.split(","))
            .map(p -> p.substring(p.lastIndexOf(' ') + 1))
            .collect(Collectors.joining(", "));
    return constants.struct(name + "_")
        + CallKernel.kernel(
            name, parameters, "  " + function + "<" + name + "_>(" + arguments + ");\n");
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
