package cnnc.codegen.emit.java;

import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import cnnc.codegen.scalar.Sharing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a formula computes for the elements at hand: operands and what occurs more than once stand in
 * variables.
 */
final class FormulaCode {
  private final Dialect d;
  private final Text t;
  private final Map<Expr, String> names = new HashMap<>();
  private final ExprCode code;
  private final Formula formula;

  /**
   * Writes the variables.
   *
   * @param load the code of an operand
   */
  FormulaCode(Formula formula, Dialect dialect, Text t, Function<Formula.Read, String> load) {
    this.formula = formula.expanded();
    this.d = dialect;
    this.t = t;
    this.code = new ExprCode(dialect, names);
    for (int i = 0; i < formula.reads().size(); i++) {
      declare(Expr.operand(i), "o" + i, load.apply(formula.reads().get(i)));
    }
    List<Expr> all = new ArrayList<>(this.formula.outputs());
    this.formula.sums().forEach(sum -> all.add(sum.value()));
    int shared = 0;
    for (Expr e : Sharing.of(all)) {
      declare(e, "e" + shared++, code.of(e));
    }
  }

  private void declare(Expr e, String name, String value) {
    t.line(d.type() + " " + name + " = " + value + ";");
    names.put(e, name);
  }

  String output(int index) {
    return code.of(formula.outputs().get(index));
  }

  String sum(int index) {
    return code.of(formula.sums().get(index).value());
  }

  /** A formula of one operand and one output, with nothing worth a variable, of a value. */
  static String apply(Formula formula, Dialect dialect, String value) {
    return new ExprCode(dialect, Map.of(Expr.operand(0), value))
        .of(formula.expanded().outputs().get(0));
  }
}
