package cnnc.codegen.scalar;

import cnnc.codegen.scalar.Expr.Binary;
import cnnc.codegen.scalar.Expr.Constant;
import cnnc.codegen.scalar.Expr.Function;
import cnnc.codegen.scalar.Expr.Operand;
import cnnc.codegen.scalar.Expr.Select;
import cnnc.codegen.scalar.Expr.Unary;
import java.util.Optional;

/** Derivatives of expressions. Where a function has a kink, that of its right side or zero. */
public final class Derivative {
  private Derivative() {}

  /** By an operand. */
  public static Expr of(Expr e, int operand) {
    if (e instanceof Operand o) {
      return o.index() == operand ? Expr.ONE : Expr.ZERO;
    }
    if (e instanceof Unary u) {
      return of(u.a(), operand).times(outer(u));
    }
    if (e instanceof Binary b) {
      return of(b, operand);
    }
    return e instanceof Select s
        ? s.a().above(s.b(), of(s.yes(), operand), of(s.no(), operand))
        : Expr.ZERO;
  }

  private static Expr of(Binary e, int operand) {
    Expr a = e.a();
    Expr b = e.b();
    Expr da = of(a, operand);
    Expr db = of(b, operand);
    return switch (e.operator()) {
      case ADD -> da.plus(db);
      case SUB -> da.minus(db);
      case MUL -> da.times(b).plus(db.times(a));
      case DIV -> da.over(b).minus(db.times(e.over(b)));
      // Of equal values the first is taken, but not a constant one: relu has no slope at zero.
      case MAX -> b instanceof Constant ? a.above(b, da, db) : b.above(a, db, da);
      case MIN -> b instanceof Constant ? b.above(a, da, db) : a.above(b, db, da);
      case SCALE, COPY_SIGN -> throw new IllegalStateException(e + " is no function of the language");
    };
  }

  private static Expr outer(Unary e) {
    Expr a = e.a();
    return switch (e.function()) {
      case NEGATE -> Expr.constant(-1);
      case ABS -> sign(a);
      case SQRT -> Expr.constant(0.5).over(e);
      case EXP -> e;
      case LOG -> Expr.ONE.over(a);
      case TANH -> Expr.ONE.minus(e.times(e));
      case SIGMOID -> e.times(Expr.ONE.minus(e));
      case SOFTPLUS -> a.apply(Function.SIGMOID);
      case ERF -> a.times(a).apply(Function.NEGATE).apply(Function.EXP)
          .times(2 / Math.sqrt(Math.PI));
      case NORMAL_TAIL -> a.times(a).times(-0.5).apply(Function.EXP)
          .times(-1 / Math.sqrt(2 * Math.PI)).times(sign(a));
      case POWER_OF_TWO, EXPONENT, SIGNIFICAND ->
          throw new IllegalStateException(e + " is no function of the language");
    };
  }

  private static Expr sign(Expr a) {
    return a.above(Expr.ZERO, Expr.ONE, Expr.constant(-1));
  }

  /**
   * The derivative of a function of operand 0 as a function of its value, which stands for the operand,
   * where that is known: the operand need not be kept then.
   */
  public static Optional<Expr> byValue(Expr e) {
    Expr y = Expr.operand(0);
    if (e.equals(y.max(Expr.ZERO))) {
      return Optional.of(y.above(Expr.ZERO, Expr.ONE, Expr.ZERO));
    }
    boolean itself =
        e instanceof Unary u
            && u.a().equals(y)
            && (u.function() == Function.TANH
                || u.function() == Function.SIGMOID
                || u.function() == Function.EXP);
    // Those derivatives are functions of the value alone.
    return itself
        ? Optional.of(Substitution.replace(of(e, 0), e, y))
        : Optional.empty();
  }
}
