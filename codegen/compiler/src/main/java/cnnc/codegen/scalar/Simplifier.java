package cnnc.codegen.scalar;

import cnnc.codegen.scalar.Expr.Binary;
import cnnc.codegen.scalar.Expr.Constant;
import cnnc.codegen.scalar.Expr.Function;
import cnnc.codegen.scalar.Expr.Select;
import cnnc.codegen.scalar.Expr.Unary;

/** What an expression is worth without its dead parts: zeros, ones, choices between equals. */
final class Simplifier {
  private Simplifier() {}

  static Expr simple(Binary e) {
    Expr a = e.a();
    Expr b = e.b();
    return switch (e.operator()) {
      case ADD -> is(a, 0) ? b : is(b, 0) ? a : e;
      case SUB -> is(b, 0) ? a : is(a, 0) ? b.apply(Function.NEGATE) : e;
      case MUL -> product(e);
      case DIV -> is(b, 1) ? a : e;
      case MAX, MIN -> a.equals(b) ? a : e;
      case SCALE, COPY_SIGN -> e;
    };
  }

  /** A factor that is one or zero chooses; a chosen zero is one whatever the other factor is. */
  private static Expr product(Binary e) {
    Expr a = e.a();
    Expr b = e.b();
    if (is(a, 0) || is(b, 0)) {
      return Expr.ZERO;
    }
    if (is(a, 1) || is(b, 1)) {
      return is(a, 1) ? b : a;
    }
    if (is(b, -1)) {
      return a.apply(Function.NEGATE);
    }
    if (b instanceof Select s && switches(s)) {
      return s.a().above(s.b(), a.times(s.yes()), a.times(s.no()));
    }
    return e;
  }

  private static boolean switches(Select s) {
    return is(s.yes(), 1) || is(s.yes(), 0) || is(s.no(), 1) || is(s.no(), 0);
  }

  static Expr simple(Unary e) {
    if (e.function() == Function.NEGATE && e.a() instanceof Constant c) {
      return Expr.constant(-c.value());
    }
    return e.function() == Function.NEGATE
            && e.a() instanceof Unary inner
            && inner.function() == Function.NEGATE
        ? inner.a()
        : e;
  }

  static Expr simple(Select e) {
    return e.yes().equals(e.no()) ? e.yes() : e;
  }

  private static boolean is(Expr e, double value) {
    return e instanceof Constant c && c.value() == value;
  }
}
