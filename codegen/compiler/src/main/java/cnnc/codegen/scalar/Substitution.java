package cnnc.codegen.scalar;

import java.util.function.IntFunction;

/** Expressions in place of an expression's operands. */
public final class Substitution {
  private Substitution() {}

  /** The expression with these in place of its operands. */
  public static Expr of(Expr e, IntFunction<Expr> operands) {
    if (e instanceof Expr.Operand o) {
      return operands.apply(o.index());
    }
    if (e instanceof Expr.Unary u) {
      return of(u.a(), operands).apply(u.function());
    }
    if (e instanceof Expr.Binary b) {
      Expr x = of(b.a(), operands);
      Expr y = of(b.b(), operands);
      return switch (b.operator()) {
        case ADD -> x.plus(y);
        case SUB -> x.minus(y);
        case MUL -> x.times(y);
        case DIV -> x.over(y);
        case MAX -> x.max(y);
        case MIN -> x.min(y);
      };
    }
    if (e instanceof Expr.Select s) {
      return of(s.a(), operands)
          .above(of(s.b(), operands), of(s.yes(), operands), of(s.no(), operands));
    }
    return e;
  }
}
