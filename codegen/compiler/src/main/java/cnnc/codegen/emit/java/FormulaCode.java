package cnnc.codegen.emit.java;

import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Formula;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

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
    this.formula = formula;
    this.d = dialect;
    this.t = t;
    this.code = new ExprCode(dialect, names);
    for (int i = 0; i < formula.reads().size(); i++) {
      declare(Expr.operand(i), "o" + i, load.apply(formula.reads().get(i)));
    }
    Map<Expr, Integer> uses = new HashMap<>();
    List<Expr> order = new ArrayList<>();
    all().forEach(e -> count(e, uses, order));
    int shared = 0;
    for (Expr e : order) {
      if (uses.get(e) > 1) {
        declare(e, "e" + shared++, code.of(e));
      }
    }
  }

  private Stream<Expr> all() {
    return Stream.concat(
        formula.outputs().stream(), formula.sums().stream().map(Formula.Sum::value));
  }

  /** Counts an expression, the parts of one that was met before not again. */
  private static void count(Expr e, Map<Expr, Integer> uses, List<Expr> order) {
    if (e instanceof Expr.Operand || e instanceof Expr.Constant || e instanceof Expr.Images) {
      return;
    }
    if (uses.merge(e, 1, Integer::sum) > 1) {
      return;
    }
    if (e instanceof Expr.Unary u) {
      count(u.a(), uses, order);
    } else if (e instanceof Expr.Binary b) {
      count(b.a(), uses, order);
      count(b.b(), uses, order);
    } else if (e instanceof Expr.Select s) {
      Stream.of(s.a(), s.b(), s.yes(), s.no()).forEach(x -> count(x, uses, order));
    }
    order.add(e);
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

  /** A formula of one operand and one output, of a value in a variable. */
  static String apply(Formula formula, Dialect dialect, String value) {
    return new ExprCode(dialect, Map.of(Expr.operand(0), value)).of(formula.outputs().get(0));
  }
}
