package cnnc.codegen.scalar;

import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Expressions in place of an expression's operands. */
public final class Substitution {
  private Substitution() {}

  /** The expression with one in place of each part that equals another. */
  public static Expr replace(Expr e, Expr part, Expr by) {
    return e.equals(part) ? by : rebuilt(e, x -> replace(x, part, by));
  }

  /** The expression with these in place of its operands. */
  public static Expr of(Expr e, IntFunction<Expr> operands) {
    if (e instanceof Expr.Operand o) {
      return operands.apply(o.index());
    }
    return rebuilt(e, x -> of(x, operands));
  }

  /** The expression of other parts. */
  static Expr rebuilt(Expr e, UnaryOperator<Expr> part) {
    if (e instanceof Expr.Unary u) {
      return part.apply(u.a()).apply(u.function());
    }
    if (e instanceof Expr.Binary b) {
      Expr x = part.apply(b.a());
      Expr y = part.apply(b.b());
      return switch (b.operator()) {
        case ADD -> x.plus(y);
        case SUB -> x.minus(y);
        case MUL -> x.times(y);
        case DIV -> x.over(y);
        case MAX -> x.max(y);
        case MIN -> x.min(y);
        case SCALE -> x.scaled(y);
        case COPY_SIGN -> x.withSignOf(y);
      };
    }
    if (e instanceof Expr.Select s) {
      return part.apply(s.a())
          .above(part.apply(s.b()), part.apply(s.yes()), part.apply(s.no()));
    }
    return e;
  }
}
