package cnnc.codegen.emit.java;

import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Expr.Constant;
import java.util.Map;

/** Expressions in a dialect's Java. */
final class ExprCode {
  private final Dialect d;
  /** What expressions are called that stand in variables. */
  private final Map<Expr, String> names;

  ExprCode(Dialect dialect, Map<Expr, String> names) {
    this.d = dialect;
    this.names = names;
  }

  /** The value as a vector of the dialect, or a float. */
  String of(Expr e) {
    String known = names.get(e);
    if (known != null) {
      return known;
    }
    if (e instanceof Constant c) {
      return d.constant(c.value());
    }
    if (e instanceof Expr.Images) {
      return d.broadcast("(float) images");
    }
    if (e instanceof Expr.Unary u) {
      return unary(u);
    }
    if (e instanceof Expr.Select s) {
      return select(s);
    }
    return binary((Expr.Binary) e);
  }

  private String unary(Expr.Unary e) {
    String a = of(e.a());
    return switch (e.function()) {
      case NEGATE -> d.vector() ? a + ".neg()" : "-" + a;
      case SQRT -> d.sqrt(a);
    };
  }

  private String binary(Expr.Binary e) {
    String a = of(e.a());
    String b = e.b() instanceof Constant c ? number(c) : of(e.b());
    if (d.vector()) {
      return a + "." + e.operator().name().toLowerCase(java.util.Locale.ROOT) + "(" + b + ")";
    }
    return switch (e.operator()) {
      case ADD -> "(" + a + " + " + b + ")";
      case SUB -> "(" + a + " - " + b + ")";
      case MUL -> a + " * " + b;
      case DIV -> "(" + a + " / " + b + ")";
      case MAX -> "Math.max(" + a + ", " + b + ")";
      case MIN -> "Math.min(" + a + ", " + b + ")";
    };
  }

  private String select(Expr.Select e) {
    String a = of(e.a());
    String b = e.b() instanceof Constant c ? number(c) : of(e.b());
    if (!d.vector()) {
      return "(" + a + " > " + b + " ? " + of(e.yes()) + " : " + of(e.no()) + ")";
    }
    String no = e.no().equals(Expr.ZERO) ? d.zero() : of(e.no());
    String yes = e.yes() instanceof Constant c ? number(c) : of(e.yes());
    return no + ".blend(" + yes + ", " + a + ".compare(VectorOperators.GT, " + b + "))";
  }

  private static String number(Constant c) {
    float f = (float) c.value();
    return f == 0 ? "0f" : f + "f";
  }
}
