package cnnc.codegen.emit.cuda;

import cnnc.codegen.kernel.Ports;
import cnnc.codegen.scalar.Access;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Sharing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A formula as members of a kernel's struct: its operands, and what it makes of neighbouring elements. */
final class FormulaCode {
  /** The runtime's streams of layers: a number here is part of every seeded result. */
  private static final int LAYERS = 1 << 20;

  private final Formula formula;
  /** How many inputs the op has of its own, which the formula's come behind. */
  private final int own;

  /** What the template calls those of its own inputs whose values it has at hand. */
  private final Map<Integer, String> values;

  /**
   * A formula.
   *
   * @param own how many inputs the op has of its own
   * @param values what the template calls those of them whose values it has at hand
   */
  FormulaCode(Formula formula, int own, Map<Integer, String> values) {
    this.formula = formula.expanded();
    this.own = own;
    this.values = values;
  }

  /** Inputs that the kernel gets pointers to, for its formula alone. */
  List<String> operands() {
    List<String> names = new ArrayList<>();
    for (Formula.Read read : formula.reads()) {
      if (read.input() >= own && !names.contains(Ports.name(read.input()))) {
        names.add(Ports.name(read.input()));
      }
    }
    return names;
  }

  /** The kernel's parameters for these: {@code , const float* i2}. */
  String parameters() {
    return operands().stream().map(n -> ", const float* " + n).collect(Collectors.joining());
  }

  /** A struct's initializer of these: {@code {i2}}. */
  String arguments() {
    List<String> all = new ArrayList<>(operands());
    if (draws()) {
      all.add("progress");
    }
    return "{" + String.join(", ", all) + "}";
  }

  /** The kernel's outputs: {@code , float* out}. */
  String outputs() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < formula.outputs().size(); i++) {
      text.append(", float* ").append(Ports.outputName(i));
    }
    return text.toString();
  }

  /** The kernel's sums: {@code , float* sum}. */
  String sums() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < formula.sums().size(); i++) {
      text.append(", float* ").append(Ports.sumName(i));
    }
    return text.toString();
  }

  /** Whether random numbers are drawn. */
  private boolean draws() {
    return !formula.streams().isEmpty();
  }

  /** The kernel's last parameter, where it draws random numbers. */
  String progress() {
    return draws() ? ", const Progress* progress" : "";
  }

  /** The members. */
  String members() {
    ExprCode code = new ExprCode(this::operand);
    StringBuilder text = new StringBuilder();
    text.append("  static constexpr int OUTPUTS = ").append(formula.outputs().size())
        .append(", SUMS = ").append(formula.sums().size()).append(";\n");
    text.append("  struct Operands {\n");
    operands().forEach(n -> text.append("    const float* ").append(n).append(";\n"));
    if (draws()) {
      text.append("    const Progress* progress;\n");
    }
    text.append("  };\n  template <int N>\n")
        .append("  static __device__ Formulated<N, OUTPUTS, SUMS> formula(\n")
        .append("      const Values<N>& y, ");
    values.values().forEach(v -> text.append("const Values<N>& ").append(v).append(", "));
    text.append("int i, int c, const Operands& p) {\n");
    for (int k = 0; k < formula.reads().size(); k++) {
      Formula.Read read = formula.reads().get(k);
      if (read.input() >= own) {
        text.append("    const Values<N> o").append(k).append(" = load<N>(p.")
            .append(Ports.name(read.input())).append(" + ")
            .append(place(read.access())).append(");\n");
      }
    }
    for (int stream : formula.streams()) {
      text.append("    const Keys k").append(stream).append(" = Keys::of(p.progress, ")
          .append(LAYERS + stream).append("u, i / SIZE);\n");
    }
    text.append("    Formulated<N, OUTPUTS, SUMS> r;\n#pragma unroll\n")
        .append("    for (int j = 0; j < N; j++) {\n");
    for (int stream : formula.streams()) {
      text.append("      const float r").append(stream).append(" = k").append(stream)
          .append(".draw(i % SIZE + j);\n");
    }
    int shared = 0;
    for (Expr e : Sharing.of(formula.expressions())) {
      String name = "e" + shared++;
      text.append("      const float ").append(name).append(" = ").append(code.of(e)).append(";\n");
      code.name(e, name);
    }
    for (int i = 0; i < formula.outputs().size(); i++) {
      text.append("      r.out[").append(i).append("].at[j] = ")
          .append(code.of(formula.outputs().get(i))).append(";\n");
    }
    for (int s = 0; s < formula.sums().size(); s++) {
      text.append("      r.sum[").append(s).append("].at[j] = ")
          .append(code.of(formula.sums().get(s).value())).append(";\n");
    }
    return text.append("    }\n    return r;\n  }\n").toString();
  }

  private static String place(Access access) {
    if (access.equals(Access.ELEMENT)) {
      return "i";
    }
    return access.image() ? "i / SIZE * CHANNELS + c" : "c";
  }

  private String operand(int index) {
    int input = formula.reads().get(index).input();
    String name =
        input == Formula.OWN ? "y" : input < own ? values.get(input) : "o" + index;
    return name + ".at[j]";
  }
}
