package cnnc.codegen.emit.java.language;

import cnnc.codegen.scalar.Expr;
import cnnc.codegen.scalar.Expr.Constant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;

/** Expressions in a dialect's Java. */
public final class ExprCode {
  private final Dialect d;
  /** What operands and draws are called. */
  private final Map<Expr, String> leaves = new HashMap<>();
  /** What others are called that stand in variables: equal ones are one object. */
  private final Map<Expr, String> variables = new IdentityHashMap<>();

  public ExprCode(Dialect dialect) {
    this.d = dialect;
  }

  /** Has a name stand for an expression. */
  public ExprCode name(Expr e, String name) {
    (e.parts().isEmpty() ? leaves : variables).put(e, name);
    return this;
  }

  /** The value as a vector of the dialect, or a float. */
  public String of(Expr e) {
    String known = (e.parts().isEmpty() ? leaves : variables).get(e);
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
      case ABS -> d.vector() ? a + ".abs()" : "Math.abs(" + a + ")";
      case SQRT -> d.sqrt(a);
      case POWER_OF_TWO -> floats(shift(bits(a), "<<", "LSHL", 23));
      case EXPONENT ->
          d.vector()
              ? floats(shift(away(a), ">>", "ASHR", 23) + ".add(0x4b400000)") + ".sub(0x1.8p23f)"
              : "(" + floats("(" + away(a) + " >> 23) + 0x4b400000") + " - 0x1.8p23f)";
      case SIGNIFICAND ->
          d.vector()
              ? floats(bits(a) + ".sub(" + away(a) + ".and(0xff800000))")
              : floats(bits(a) + " - (" + away(a) + " & 0xff800000)");
      default -> throw new IllegalStateException(e.function() + " is not primitive");
    };
  }

  /** The bits of a number less those of sqrt(1/2): the rest of its exponent is then n. */
  private String away(String a) {
    return d.vector() ? bits(a) + ".sub(0x3f3504f3)" : "(" + bits(a) + " - 0x3f3504f3)";
  }

  private String bits(String a) {
    return d.vector() ? a + ".reinterpretAsInts()" : "Float.floatToRawIntBits(" + a + ")";
  }

  private String floats(String bits) {
    return d.vector() ? bits + ".reinterpretAsFloats()" : "Float.intBitsToFloat(" + bits + ")";
  }

  private String shift(String bits, String operator, String name, int by) {
    return d.vector()
        ? bits + ".lanewise(VectorOperators." + name + ", " + by + ")"
        : bits + " " + operator + " " + by;
  }

  private String binary(Expr.Binary e) {
    String a = of(e.a());
    String b = e.b() instanceof Constant c ? number(c) : of(e.b());
    if (d.vector()) {
      return switch (e.operator()) {
        case SCALE -> floats(bits(a) + ".add(" + shift(bits(b), "<<", "LSHL", 23) + ")");
        case COPY_SIGN -> floats(bits(a) + ".or(" + bits(b) + ".and(0x80000000))");
        default -> a + "." + e.operator().name().toLowerCase(Locale.ROOT) + "(" + b + ")";
      };
    }
    return switch (e.operator()) {
      case ADD -> "(" + a + " + " + b + ")";
      case SUB -> "(" + a + " - " + b + ")";
      case MUL -> "(" + a + " * " + b + ")";
      case DIV -> "(" + a + " / " + b + ")";
      case MAX -> "Math.max(" + a + ", " + b + ")";
      case MIN -> "Math.min(" + a + ", " + b + ")";
      case SCALE -> floats(bits(a) + " + (" + shift(bits(b), "<<", "LSHL", 23) + ")");
      case COPY_SIGN -> floats(bits(a) + " | " + bits(b) + " & 0x80000000");
    };
  }

  private String select(Expr.Select e) {
    String b = e.b() instanceof Constant c ? number(c) : of(e.b());
    if (!d.vector()) {
      return "(" + of(e.a()) + " > " + b + " ? " + of(e.yes()) + " : " + of(e.no()) + ")";
    }
    String a = of(e.a());
    String no = e.no().equals(Expr.ZERO) ? d.zero() : of(e.no());
    String yes = e.yes() instanceof Constant c ? number(c) : of(e.yes());
    return no + ".blend(" + yes + ", " + a + ".compare(VectorOperators.GT, " + b + "))";
  }

  private static String number(Constant c) {
    return Dialect.number(c.value());
  }
}
