package cnnc.codegen.scalar;

import java.util.List;
import java.util.Locale;

/** Expressions for people to read: {@code max($0 + $1, 0)}. */
final class Printer {
  private Printer() {}

  static String text(Expr e, List<String> operands) {
    if (e instanceof Expr.Operand o) {
      return operands.get(o.index());
    }
    if (e instanceof Expr.Constant c) {
      return number(c.value());
    }
    if (e instanceof Expr.Images) {
      return "images";
    }
    if (e instanceof Expr.Unary u) {
      String a = text(u.a(), operands);
      return u.function() == Expr.Function.NEGATE
          ? "-" + paren(u.a(), a)
          : u.function().name().toLowerCase(Locale.ROOT) + "(" + a + ")";
    }
    if (e instanceof Expr.Select s) {
      return "(" + text(s.a(), operands) + " > " + text(s.b(), operands) + " ? "
          + text(s.yes(), operands) + " : " + text(s.no(), operands) + ")";
    }
    Expr.Binary b = (Expr.Binary) e;
    String left = text(b.a(), operands);
    String right = text(b.b(), operands);
    return switch (b.operator()) {
      case ADD -> left + " + " + right;
      case SUB -> left + " - " + paren(b.b(), right);
      case MUL -> paren(b.a(), left) + " * " + paren(b.b(), right);
      case DIV -> paren(b.a(), left) + " / " + paren(b.b(), right);
      case MAX, MIN, SCALE, COPY_SIGN ->
          b.operator().name().toLowerCase(Locale.ROOT) + "(" + left + ", " + right + ")";
    };
  }

  private static String paren(Expr e, String text) {
    boolean sum =
        e instanceof Expr.Binary b
            && (b.operator() == Expr.Operator.ADD || b.operator() == Expr.Operator.SUB);
    return sum ? "(" + text + ")" : text;
  }

  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.valueOf((long) value)
        : String.valueOf((float) value);
  }
}
