package cnnc.codegen.scalar;

import cnnc.codegen.scalar.Expr.Binary;
import cnnc.codegen.scalar.Expr.Constant;
import cnnc.codegen.scalar.Expr.Operand;

/** Expressions that keep the order of an operand's values, rounding included. */
public final class Monotone {
  private Monotone() {}

  /** Whether a larger value of the operand never makes a smaller result. */
  public static boolean in(Expr e, int operand) {
    if (e instanceof Operand o) {
      return o.index() == operand;
    }
    if (!(e instanceof Binary b) || !in(b.a(), operand) || uses(b.b(), operand)) {
      return false;
    }
    return switch (b.operator()) {
      case ADD, SUB, MAX, MIN -> true;
      case MUL, DIV -> b.b() instanceof Constant c && c.value() > 0;
      case SCALE, COPY_SIGN -> false;
    };
  }

  private static boolean uses(Expr e, int operand) {
    boolean[] found = new boolean[1];
    Substitution.of(
        e,
        i -> {
          found[0] |= i == operand;
          return Expr.operand(i);
        });
    return found[0];
  }
}
