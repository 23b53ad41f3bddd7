package cnnc.runtime.random;

/**
 * Random numbers that are a function of (seed, stream, epoch, index) alone, so that they do not
 * depend on threads, batch size or the order of drawing. The counter is (index, epoch, stream,
 * block), the key is the seed. Holds scratch: one instance per thread.
 */
public final class Draws {
  private final int[] words = new int[4];
  private final int low;
  private final int high;

  public Draws(long seed) {
    low = (int) seed;
    high = (int) (seed >>> 32);
  }

  /** An even draw from [0, 1): the upper 24 bits of the first word, times 2^-24. */
  public float uniform(int stream, int epoch, int index) {
    return (word(stream, epoch, index, 0) >>> 8) * 0x1p-24f;
  }

  /** An even draw from 0 to {@code bound - 1}: the upper half of word times bound. */
  public int below(int bound, int stream, int epoch, int index) {
    return (int) (((word(stream, epoch, index, 0) & 0xffffffffL) * bound) >>> 32);
  }

  /**
   * A standard normal draw by Box and Muller (1958) from two words; {@code attempt} gives
   * independent draws for one index. Through StrictMath, so equal on every machine.
   */
  public double normal(int stream, int index, int attempt) {
    word(stream, attempt, index, 0);
    double u = ((words[0] & 0xffffffffL) + 1) * 0x1p-32;
    double v = (words[1] & 0xffffffffL) * 0x1p-32;
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * StrictMath.PI * v);
  }

  /**
   * A draw by Beta(alpha, alpha): of pairs of numbers, until one is taken. Below 1 these are powers of even
   * draws (Joehnk 1964), from there on a value and how high its density is against that of a half. Through
   * StrictMath, so equal on every machine.
   */
  public double beta(double alpha, int stream, int epoch, int index) {
    for (int block = 0; ; block++) {
      word(stream, epoch, index, block);
      double u = ((words[0] & 0xffffffffL) + 1) * 0x1p-32;
      double v = ((words[1] & 0xffffffffL) + 1) * 0x1p-32;
      if (alpha >= 1) {
        if (v <= StrictMath.pow(4 * u * (1 - u), alpha - 1)) {
          return u;
        }
      } else {
        double x = StrictMath.log(u) / alpha;
        double y = StrictMath.log(v) / alpha;
        if (StrictMath.exp(x) + StrictMath.exp(y) <= 1) {
          return 1 / (1 + StrictMath.exp(y - x));
        }
      }
    }
  }

  /** Two words for an image of a step, at {@code keys[2 * image]}: what its elements draw by. */
  public void keys(int stream, long step, int image, int[] keys) {
    word(stream, (int) step, image, 0);
    keys[2 * image] = words[0];
    keys[2 * image + 1] = words[1];
  }

  private int word(int stream, int epoch, int index, int block) {
    Philox.block(index, epoch, stream, block, low, high, words);
    return words[0];
  }
}
