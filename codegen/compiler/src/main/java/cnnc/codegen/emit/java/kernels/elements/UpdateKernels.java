package cnnc.codegen.emit.java.kernels.elements;

import cnnc.codegen.emit.java.language.Dialect;
import cnnc.codegen.emit.java.language.ExprCode;
import cnnc.codegen.emit.java.language.Text;
import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Sharing;
import cnnc.codegen.scalar.UpdateRule;
import cnnc.codegen.scalar.UpdateRule.Slot;
import java.util.List;

/** The bodies of the runtime's update kernels. */
public final class UpdateKernels {
  /** Sums of squares, each of every sixteenth weight: the lanes of the widest vectors. */
  private static final int SUMS = 16;

  private UpdateKernels() {}

  /** A rule; returns the sum of the squared weights before it. */
  public static Text rule(UpdateRule rule, Dialect d) {
    Text t = new Text().line("int i = from;").line("double squares = 0;");
    for (int k = 0; k < rule.slots().size(); k++) {
      t.line("float[] " + rule.slots().get(k).name() + " = slots[" + k + "];");
    }
    for (int k = 0; k < rule.scalars().size(); k++) {
      t.line("float s" + k + " = scalars[" + k + "]" + (k == 0 ? " * rate" : "") + ";");
    }
    if (d.vector()) {
      vectors(rule, d, t);
    } else {
      t.lines(
          "float[] sums = new float[" + SUMS + "];",
          "for (int end = from + (to - from) / " + SUMS + " * " + SUMS + "; i < end; i++) {",
          "float wi = w[i];",
          "int sum = (i - from) % " + SUMS + ";",
          "sums[sum] = " + d.fma("wi", "wi", "sums[sum]") + ";");
      element(rule, t, d);
      t.lines("}", "for (float sum : sums) {", "squares += sum;", "}");
    }
    Dialect.SCALAR.whole(
        t, "to",
        e -> {
          t.line("float wi = w[i];").line("squares += wi * wi;");
          element(rule, t, e);
        });
    return t.line("return squares;");
  }

  /** As many vectors at a time as make up all sums. */
  private static void vectors(UpdateRule rule, Dialect d, Text t) {
    int vectors = SUMS / d.lanes();
    for (int v = 0; v < vectors; v++) {
      t.line("FloatVector sums" + v + " = FloatVector.zero(S);");
    }
    t.line("while (i + " + SUMS + " <= to) {");
    for (int v = 0; v < vectors; v++) {
      t.lines(
          "{",
          "FloatVector wi = FloatVector.fromArray(S, w, i);",
          "sums" + v + " = wi.fma(wi, sums" + v + ");");
      element(rule, t, d);
      t.lines("i += " + d.lanes() + ";", "}");
    }
    t.line("}");
    for (int v = 0; v < vectors; v++) {
      t.lines(
          "for (int lane = 0; lane < " + d.lanes() + "; lane++) {",
          "squares += sums" + v + ".lane(lane);",
          "}");
    }
  }

  private static void element(UpdateRule rule, Text t, Dialect d) {
    ExprCode code = new ExprCode(d);
    int operand = 0;
    code.name(Expr.operand(operand++), "wi");
    t.line(
        d.type() + " gi = " + d.fma("wi", paren(d, d.broadcast("decay")), d.load("g", "i")) + ";");
    code.name(Expr.operand(operand++), "gi");
    for (Slot slot : rule.slots()) {
      t.line(d.type() + " " + slot.name() + "0 = " + d.load(slot.name(), "i") + ";");
      code.name(Expr.operand(operand++), slot.name() + "0");
    }
    for (int k = 0; k < rule.scalars().size(); k++) {
      code.name(Expr.operand(operand++), d.broadcast("s" + k));
    }
    List<Expr> results = rule.results();
    int shared = 0;
    for (Expr e : Sharing.of(results)) {
      if (!results.contains(e)) {
        String name = "e" + shared++;
        t.line(d.type() + " " + name + " = " + code.of(e) + ";");
        code.name(e, name);
      }
    }
    for (int k = 0; k < rule.slots().size(); k++) {
      Slot slot = rule.slots().get(k);
      result(t, d, code, results.get(k), slot.name(), slot.least());
    }
    result(
        t, d, code, results.get(results.size() - 1), rule.directs() ? "g" : "w",
        UpdateRule.LEAST);
  }

  /** Stores what becomes of an array's element, and gives it a name for what comes behind. */
  private static void result(
      Text t, Dialect d, ExprCode code, Expr value, String array, double least) {
    String name = array + "1";
    t.line(d.type() + " " + name + " = " + code.of(value) + ";");
    code.name(value, name);
    t.line(d.store("(" + d.settled(name, Double.toHexString(least) + "f") + ")", array, "i"));
  }

  /** average = decay average + (1 - decay) w. */
  public static Text average(Dialect d) {
    Text t = new Text();
    t.line("int i = from;");
    d.upTo(
        t, "to",
        e ->
            t.lines(
                e.type() + " a = " + e.load("average", "i") + ";",
                e.store(
                    "("
                        + e.fma(
                            paren(e, e.sub(e.load("w", "i"), "a")),
                            paren(e, e.broadcast("1f - decay")), "a")
                        + ")",
                    "average", "i")));
    return t;
  }

  private static String paren(Dialect d, String a) {
    return d.vector() ? a : "(" + a + ")";
  }
}
