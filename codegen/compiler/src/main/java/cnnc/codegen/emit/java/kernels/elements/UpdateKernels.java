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
      t.line("FloatVector sums = FloatVector.zero(S);");
      d.whole(
          t, "to",
          e -> {
            t.line("FloatVector wi = FloatVector.fromArray(S, w, i);");
            t.line("sums = wi.fma(wi, sums);");
            element(rule, t, e);
          });
      t.lines(
          "for (int lane = 0; lane < " + d.lanes() + "; lane++) {",
          "squares += sums.lane(lane);",
          "}");
    }
    Dialect.SCALAR.whole(
        t, "to",
        e -> {
          t.line("float wi = w[i];").line("squares += wi * wi;");
          element(rule, t, e);
        });
    return t.line("return squares;");
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
