package cnnc.runtime.cuda.net;

/**
 * How far values are from what they should be.
 *
 * @param norm |found - expected| / |expected|
 * @param scale how much larger found is along expected, as a share of it; rounding to the nearest
 *     evens out here, a factor or a rounding towards zero does not
 */
public record Difference(double norm, double scale) {
  /** Beside a norm, for values that should all be zero. */
  private static final double TRIFLE = 1e-7;

  /** Infinite where a found value is no number. */
  static Difference of(float[] found, float[] expected) {
    double squares = 0;
    double along = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      double d = (double) found[i] - expected[i];
      squares += d * d;
      along += d * expected[i];
      norm += (double) expected[i] * expected[i];
    }
    if (!Double.isFinite(squares)) {
      return new Difference(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double length = Math.sqrt(norm) + TRIFLE;
    return new Difference(Math.sqrt(squares) / length, Math.abs(along) / (length * length));
  }
}
