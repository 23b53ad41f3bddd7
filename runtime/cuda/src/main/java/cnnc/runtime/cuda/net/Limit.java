package cnnc.runtime.cuda.net;

/**
 * How large a {@link Difference} rounding may make.
 *
 * @param norm limit of its norm
 * @param scale limit of its scale
 */
public record Limit(double norm, double scale) {
  /** Half a unit in the last place of a float, as a share of its value. */
  private static final double FP32 = 0x1p-24;

  /** The same of a product of two factors of ten fraction bits, each off by up to 2^-11. */
  private static final double TF32 = 0x1p-10;

  /**
   * Roundings' worth of difference, however short the sums are: a transformed convolution of the
   * CPU has 55 in its result, and there is room for others.
   */
  private static final int ANY = 256;

  /** A sum of 73728 products has 85, 0.3 times the root of their number; 2 leaves room. */
  private static final int BY_ROOT = 2;

  /**
   * Rounding to the nearest evens out along the expected values, up to a tenth of the norm in a
   * large result; towards zero it makes all factors smaller, by 2^-11 times 0.7 each.
   */
  private static final double EVENED_OUT = 0.25;

  /** Few values even out less: by the root of their number. */
  private static final int FEW = 2;

  /** Values of images are about 1, and come from a few operations. */
  static final Limit IMAGES = new Limit(1e-5, 1e-5);

  /** A weight takes a few operations from the old to the new. */
  static final Limit UPDATE = new Limit(16 * FP32, 16 * FP32);

  /**
   * Of sums of products.
   *
   * @param tf32 whether the factors may be rounded to ten fraction bits: a sum's norm is then off
   *     by 0.3 of a product's largest error, and more where terms cancel
   * @param depth products in a sum
   * @param values how many there are, or how many factors where these are fewer
   */
  static Limit ofSums(boolean tf32, long depth, int values) {
    double fp32 = FP32 * (ANY + BY_ROOT * Math.sqrt(depth));
    double few = FEW / Math.sqrt(Math.max(1, values));
    return tf32
        ? new Limit(TF32 * (1 + few) + fp32, TF32 * (EVENED_OUT + few) + fp32)
        : new Limit(fp32, fp32);
  }

  /** Which part of what is allowed a difference takes; more than 1 where it is too large. */
  double share(Difference d) {
    return Math.max(d.norm() / norm, d.scale() / scale);
  }
}
