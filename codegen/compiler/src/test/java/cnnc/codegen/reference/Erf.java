package cnnc.codegen.reference;

/** The error function and the normal distribution. */
final class Erf {
  private Erf() {}

  /**
   * 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x, by a series whose terms have one
   * sign: exp(-x^2) times the sum of 2^n x^(2n+1) / (1 * 3 * ... * (2n+1)).
   */
  static double erf(double x) {
    // From here on it differs from 1 by less than half a unit in the last place.
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  static double normalIntegral(double x) {
    return (1 + erf(x / Math.sqrt(2))) / 2;
  }

  static double normalDensity(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
