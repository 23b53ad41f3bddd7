package cnnc.runtime.picture;

import java.util.Arrays;

/**
 * Of which old pixels along one side each new one is the mean: those around its place, weighted by a
 * triangle that reaches as far as a new pixel is wide, at least one old one. That is what Pillow calls
 * bilinear. Holds scratch: set for one side after another.
 */
public final class Taps {
  private int[] first = {};
  private int[] counts = {};
  private double[] shares = {};
  private int most;

  /**
   * New pixels over a part of an old side.
   *
   * @param old pixels of the whole side
   * @param from where the part begins, in old pixels
   * @param size of the part, in old pixels
   * @param count of new pixels over it
   */
  public void set(int old, double from, double size, int count) {
    double scale = size / count;
    double reach = Math.max(1, scale);
    most = (int) Math.min(old, Math.ceil(2 * reach) + 1);
    if (first.length < count) {
      first = new int[count];
      counts = new int[count];
    }
    if (shares.length < (long) count * most) {
      shares = new double[Math.multiplyExact(count, most)];
    }
    for (int i = 0; i < count; i++) {
      double centre = from + (i + 0.5) * scale;
      int begin = (int) Math.max(0, Math.floor(centre - reach + 0.5));
      int end = (int) Math.min(old, Math.floor(centre + reach + 0.5));
      begin = Math.min(begin, old - 1);
      end = Math.max(end, begin + 1);
      double sum = 0;
      for (int k = begin; k < end; k++) {
        double share = Math.max(0, 1 - Math.abs((k + 0.5 - centre) / reach));
        shares[i * most + k - begin] = share;
        sum += share;
      }
      first[i] = begin;
      counts[i] = end - begin;
      if (sum == 0) {
        Arrays.fill(shares, i * most, i * most + counts[i], 1);
        sum = counts[i];
      }
      for (int k = 0; k < counts[i]; k++) {
        shares[i * most + k] /= sum;
      }
    }
  }

  /** The first old pixel of a new one. */
  public int first(int i) {
    return first[i];
  }

  /** How many old pixels a new one is made of. */
  public int count(int i) {
    return counts[i];
  }

  /** How much the k-th of them counts; all of them together 1. */
  public double share(int i, int k) {
    return shares[i * most + k];
  }
}
