package cnnc.codegen.emit.cuda;

import cnnc.codegen.scalar.Expr;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Expressions in CUDA. */
final class ExprCode {
  private final IntFunction<String> operands;
  /** What expressions are called that stand in variables: equal ones are one object. */
  private final Map<Expr, String> variables = new IdentityHashMap<>();

  /**
   * A writer.
   *
   * @param operands what they are called, by their places
   */
  ExprCode(IntFunction<String> operands) {
    this.operands = operands;
  }

  /** Has a variable stand for an expression. */
  void name(Expr e, String name) {
    variables.put(e, name);
  }

  String of(Expr e) {
    String known = variables.get(e);
    if (known != null) {
      return known;
    }
    if (e instanceof Expr.Operand o) {
      return operands.apply(o.index());
    }
    if (e instanceof Expr.Random r) {
      return "r" + r.stream();
    }
    if (e instanceof Expr.Constant c) {
      return Constants.literal(c.value());
    }
    if (e instanceof Expr.Images) {
      return "static_cast<float>(IMAGES)";
    }
    if (e instanceof Expr.Unary u) {
      return switch (u.function()) {
        case NEGATE -> "-" + of(u.a());
        case ABS -> "fabsf(" + of(u.a()) + ")";
        case SQRT -> "sqrtf(" + of(u.a()) + ")";
        case POWER_OF_TWO -> "power_of_two(" + of(u.a()) + ")";
        case EXPONENT -> "exponent(" + of(u.a()) + ")";
        case SIGNIFICAND -> "significand(" + of(u.a()) + ")";
        default -> throw new IllegalStateException(u.function() + " is not primitive");
      };
    }
    if (e instanceof Expr.Select s) {
      return "(" + of(s.a()) + " > " + of(s.b()) + " ? " + of(s.yes()) + " : " + of(s.no()) + ")";
    }
    Expr.Binary b = (Expr.Binary) e;
    String x = of(b.a());
    String y = of(b.b());
    return switch (b.operator()) {
      case ADD -> "(" + x + " + " + y + ")";
      case SUB -> "(" + x + " - " + y + ")";
      case MUL -> x + " * " + y;
      case DIV -> "(" + x + " / " + y + ")";
      case MAX -> "fmaxf(" + x + ", " + y + ")";
      case MIN -> "fminf(" + x + ", " + y + ")";
      case SCALE -> "scaled(" + x + ", " + y + ")";
      case COPY_SIGN -> "copysignf(" + x + ", " + y + ")";
    };
  }
}
