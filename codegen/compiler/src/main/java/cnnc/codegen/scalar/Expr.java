package cnnc.codegen.scalar;

import java.util.List;

/**
 * A function of single values. Each printer of these writes the same operations in the same order,
 * none of them fused, so that the bits do not depend on who computes them.
 */
public sealed interface Expr {
  Expr ZERO = new Constant(0);
  Expr ONE = new Constant(1);

  /** An operand of the formula the expression belongs to, by its place. */
  record Operand(int index) implements Expr {}

  record Constant(double value) implements Expr {}

  /** How many images are at work. */
  record Images() implements Expr {}

  /**
   * A number drawn evenly from [0, 1) for the element: a function of the training's seed, the step, this
   * stream, the image's place in the batch and the element's place in the image.
   */
  record Random(int stream) implements Expr {}

  record Unary(Function function, Expr a) implements Expr {}

  record Binary(Operator operator, Expr a, Expr b) implements Expr {}

  /** {@code yes} where {@code a > b}, else {@code no}. */
  record Select(Expr a, Expr b, Expr yes, Expr no) implements Expr {}

  /** Functions of one value. */
  enum Function {
    NEGATE,
    ABS,
    SQRT,
    EXP,
    LOG,
    TANH,
    /** 1 / (1 + e^-x). */
    SIGMOID,
    /** log(1 + e^x). */
    SOFTPLUS,
    ERF,
    /** The share of a standard normal distribution beyond |x| on one side. */
    NORMAL_TAIL,
    /** 2^n from n + 1.5 2^23 + 127: its low bits as an exponent. */
    POWER_OF_TWO,
    /** n, where x = m 2^n with m from sqrt(1/2) to sqrt(2). */
    EXPONENT,
    /** That m. */
    SIGNIFICAND;

    /** Whether printers know it; the others are written in those, see {@link Elementary}. */
    public boolean primitive() {
      return switch (this) {
        case NEGATE, ABS, SQRT, POWER_OF_TWO, EXPONENT, SIGNIFICAND -> true;
        default -> false;
      };
    }
  }

  /** Operations on two values. */
  enum Operator {
    ADD,
    SUB,
    MUL,
    DIV,
    MAX,
    MIN,
    /** a 2^n, of b = n + 1.5 2^23: its low bits are added to the exponent. */
    SCALE,
    /** |a| with the sign of b, for a that is not negative. */
    COPY_SIGN
  }

  /** What it is made of. */
  default List<Expr> parts() {
    if (this instanceof Unary u) {
      return List.of(u.a());
    }
    if (this instanceof Binary b) {
      return List.of(b.a(), b.b());
    }
    return this instanceof Select s ? List.of(s.a(), s.b(), s.yes(), s.no()) : List.of();
  }

  static Expr operand(int index) {
    return new Operand(index);
  }

  static Expr constant(double value) {
    return new Constant(value);
  }

  /** a + b. */
  default Expr plus(Expr b) {
    return Simplifier.simple(new Binary(Operator.ADD, this, b));
  }

  /** a - b. */
  default Expr minus(Expr b) {
    return Simplifier.simple(new Binary(Operator.SUB, this, b));
  }

  /** a b. */
  default Expr times(Expr b) {
    return Simplifier.simple(new Binary(Operator.MUL, this, b));
  }

  /** a / b. */
  default Expr over(Expr b) {
    return Simplifier.simple(new Binary(Operator.DIV, this, b));
  }

  default Expr max(Expr b) {
    return Simplifier.simple(new Binary(Operator.MAX, this, b));
  }

  default Expr min(Expr b) {
    return Simplifier.simple(new Binary(Operator.MIN, this, b));
  }

  /** a 2^n, see {@link Operator#SCALE}. */
  default Expr scaled(Expr b) {
    return new Binary(Operator.SCALE, this, b);
  }

  default Expr withSignOf(Expr b) {
    return new Binary(Operator.COPY_SIGN, this, b);
  }

  default Expr plus(double b) {
    return plus(constant(b));
  }

  default Expr minus(double b) {
    return minus(constant(b));
  }

  default Expr times(double b) {
    return times(constant(b));
  }

  default Expr apply(Function function) {
    return Simplifier.simple(new Unary(function, this));
  }

  /** {@code yes} where this is greater than {@code b}, else {@code no}. */
  default Expr above(Expr b, Expr yes, Expr no) {
    return Simplifier.simple(new Select(this, b, yes, no));
  }
}
