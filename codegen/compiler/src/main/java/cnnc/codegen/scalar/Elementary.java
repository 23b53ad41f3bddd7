package cnnc.codegen.scalar;

import static cnnc.codegen.scalar.Expr.constant;

import cnnc.codegen.scalar.Expr.Function;

/**
 * Exponentials and what belongs to them, in operations that every printer knows. The polynomials are
 * minimax fits of our own, made in 50 digits and rounded to floats coefficient by coefficient; errors,
 * against double precision over every seventh float: exp 1.0 ulp, log 1.2, tanh 3.8, sigmoid 2.5,
 * softplus 2.4, erf 2.1e-7 absolute, the normal tail 8e-7 relative up to 3.
 *
 * <p>Adding 1.5 2^23 rounds to a whole number n, which the low bits then hold; adding 127 more makes them
 * the exponent of 2^n.
 */
final class Elementary {
  private static final double ROUND = 0x1.8p23;
  private static final double ROUND_SCALE = 0x1.8000fep23;
  private static final double LOG2E = 0x1.715476p0;
  /** ln 2 in two parts (Cody and Waite): the first has 15 bits, so that n times it is exact. */
  private static final double LN2_HIGH = 0x1.62e4p-1;

  private static final double LN2_LOW = 0x1.7f7d1cp-20;

  /** e^r = 1 + r + r^2 times this polynomial, for |r| up to ln 2 / 2; highest power first. */
  private static final double[] EXP = {
    0x1.6b95d6p-10, 0x1.12252ep-7, 0x1.5556f8p-5, 0x1.5554b4p-3, 0x1.fffffep-2
  };

  /** 2^f = 1 + f times this, for |f| up to 1/2. */
  private static final double[] POWER = {
    0x1.42961ap-13, 0x1.5ef162p-10, 0x1.3b2c3cp-7, 0x1.c6afa4p-5, 0x1.ebfbdep-3, 0x1.62e430p-1
  };

  /** log(1 + f) = f + f^2 times this, from sqrt(1/2) - 1 to sqrt(2) - 1. */
  private static final double[] LOG = {
    0x1.65f052p-4, -0x1.25058cp-3, 0x1.317cb2p-3, -0x1.535c2ep-3, 0x1.98d3a0p-3, -0x1.0004a8p-2,
    0x1.5556f0p-2, -0x1.fffffap-2
  };

  /** log(1 + e) = e + e^2 times this, from 0 to 1. */
  private static final double[] LOG1P = {
    0x1.5fa142p-8, -0x1.eca3dap-6, 0x1.447088p-4, -0x1.19af90p-3, 0x1.884554p-3, -0x1.fd1368p-3,
    0x1.5535dep-2, -0x1.ffff14p-2
  };

  /** -log2 erfc(a) = a times this, from 0 to 4. */
  private static final double[] ERF = {
    -0x1.11dcfcp-13, 0x1.5a5fc0p-11, 0x1.da4764p-10, -0x1.d9120ap-6, 0x1.306750p-3,
    0x1.d639dcp-1, 0x1.a0be8ep0
  };

  /** The normal tail is e^(-a a / 2) times the quotient of these, from 0 to 13.3. */
  private static final double[] TAIL_ABOVE = {
    0x1.144b92p-6, 0x1.e66acp-4, 0x1.714520p-2, 0x1.fffff4p-2
  };

  private static final double[] TAIL_BELOW = {
    0x1.5a544ap-5, 0x1.3098bcp-2, 0x1.e640c8p-1, 0x1.84e392p0, 1
  };

  private Elementary() {}

  /** A function that is not primitive, in such that are. */
  static Expr expand(Function function, Expr x) {
    return switch (function) {
      case EXP -> exp(x);
      case LOG -> log(x);
      case TANH -> tanh(x);
      case SIGMOID -> sigmoid(x);
      case SOFTPLUS -> softplus(x);
      case ERF -> erf(x);
      case NORMAL_TAIL -> tail(x);
      default -> throw new IllegalArgumentException(function + " is primitive");
    };
  }

  /** Horner's scheme. */
  private static Expr polynomial(double[] coefficients, Expr x) {
    Expr sum = constant(coefficients[0]);
    for (int i = 1; i < coefficients.length; i++) {
      sum = x.times(sum).plus(coefficients[i]);
    }
    return sum;
  }

  /** Zero below 2^-126. */
  private static Expr exp(Expr x) {
    Expr t = x.times(LOG2E).plus(ROUND);
    Expr n = t.minus(ROUND);
    Expr r = x.minus(n.times(LN2_HIGH)).minus(n.times(LN2_LOW));
    Expr p = r.times(r).times(polynomial(EXP, r)).plus(r).plus(1);
    Expr y = constant(-0x1.5d589ep6).above(x, Expr.ZERO, p.scaled(t));
    // Beyond the largest exponential infinity, and NaN where x is.
    return x.above(
        constant(0x1.62e42ep6), constant(Double.POSITIVE_INFINITY), y.plus(x.minus(x)));
  }

  /** e^-x for x from -89 to 87 or more. */
  private static Expr inverseExp(Expr x) {
    Expr t = x.times(-LOG2E).plus(ROUND_SCALE);
    Expr n = t.minus(ROUND_SCALE);
    // The negated remainder of e^x.
    Expr r = x.plus(n.times(LN2_HIGH)).plus(n.times(LN2_LOW));
    Expr minus = r.apply(Function.NEGATE);
    Expr p = r.times(r).times(polynomial(EXP, minus)).minus(r).plus(1);
    return p.times(t.apply(Function.POWER_OF_TWO));
  }

  /** Numbers below the normal ones count as zero. */
  private static Expr log(Expr x) {
    Expr n = x.apply(Function.EXPONENT);
    Expr f = x.apply(Function.SIGNIFICAND).minus(1);
    Expr y =
        f.times(f).times(polynomial(LOG, f)).plus(n.times(LN2_LOW)).plus(f)
            .plus(n.times(LN2_HIGH));
    Expr low = constant(Float.MIN_NORMAL).above(x, constant(Double.NEGATIVE_INFINITY), y);
    Expr negative = Expr.ZERO.above(x, constant(Double.NaN), low);
    return x.above(constant(Float.MAX_VALUE), x, negative);
  }

  /** 2^f - 1 and 2^n of u = n + f. */
  private static Expr[] power(Expr u) {
    Expr t = u.plus(ROUND_SCALE);
    Expr f = u.minus(t.minus(ROUND_SCALE));
    return new Expr[] {
      polynomial(POWER, f).times(f), t.apply(Function.POWER_OF_TWO)
    };
  }

  /** (e^2a - 1) / (e^2a + 1): never beyond 1. */
  private static Expr tanh(Expr x) {
    Expr a = x.apply(Function.ABS).min(constant(10));
    Expr[] power = power(a.times(2 * LOG2E));
    Expr m = power[0].times(power[1]).plus(power[1].minus(1));
    return m.over(m.plus(2)).withSignOf(x);
  }

  private static Expr sigmoid(Expr x) {
    return Expr.ONE.over(inverseExp(x.min(constant(87)).max(constant(-89))).plus(1));
  }

  private static Expr softplus(Expr x) {
    Expr e = inverseExp(x.apply(Function.ABS).min(constant(88)));
    return e.times(e).times(polynomial(LOG1P, e)).plus(e).plus(x.max(Expr.ZERO));
  }

  /** 1 - 2^(log2 erfc |x|): never beyond 1. */
  private static Expr erf(Expr x) {
    Expr a = x.apply(Function.ABS).min(constant(4));
    Expr[] power = power(polynomial(ERF, a).times(a).apply(Function.NEGATE));
    return Expr.ONE.minus(power[1]).minus(power[0].times(power[1])).withSignOf(x);
  }

  private static Expr tail(Expr x) {
    Expr a = x.apply(Function.ABS).min(constant(0x1.a851ecp3));
    Expr[] power = power(a.times(a).times(-0.5 * LOG2E));
    Expr e = power[0].plus(1).times(power[1]);
    return e.times(polynomial(TAIL_ABOVE, a)).over(polynomial(TAIL_BELOW, a));
  }
}
