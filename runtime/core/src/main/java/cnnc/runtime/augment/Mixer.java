package cnnc.runtime.augment;

import cnnc.runtime.augment.Augmentation.Size;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;

/**
 * Mixes each image of a batch with the one before it, the first with the last: mixup (Zhang et al. 2017,
 * 1710.09412) and cutmix (Yun et al. 2019, 1905.04899), with a share of its own for each image.
 */
public final class Mixer {
  /**
   * How an image is mixed, in floats: the share of its own label; the share of its own value in a box; the
   * box's top, left, bottom and right.
   */
  public static final int NUMBERS = 6;

  private final Mixing mixing;
  private final Draws draws;
  private final Size size;
  private final int channels;
  private final int values;
  private float[] last = {};

  private Mixer(Mixing mixing, long seed, Size size, int channels) {
    this.mixing = mixing;
    this.size = size;
    this.channels = channels;
    draws = new Draws(seed);
    values = size.height() * size.width() * channels;
  }

  /**
   * What a chain ends in, for what it makes of images of this size; null where it mixes nothing.
   *
   * @param seed of all draws
   */
  public static Mixer of(Augmentation chain, long seed, int height, int width, int channels) {
    return chain.mixing()
        .map(m -> new Mixer(m, seed, chain.output(height, width, channels), channels))
        .orElse(null);
  }

  /** Draws the numbers of an image in an epoch. */
  public void draw(int epoch, int image, float[] numbers, int at) {
    double share = draws.beta(mixing.alpha(), Streams.MIX, epoch, image);
    if (!mixing.boxes()) {
      put(numbers, at, share, share, 0, 0, size.height(), size.width());
      return;
    }
    double side = StrictMath.sqrt(1 - share);
    int height = (int) Math.rint(size.height() * side);
    int width = (int) Math.rint(size.width() * side);
    int top = draws.below(size.height(), Streams.MIX_Y, epoch, image) - height / 2;
    int left = draws.below(size.width(), Streams.MIX_X, epoch, image) - width / 2;
    int bottom = Math.min(size.height(), top + height);
    int right = Math.min(size.width(), left + width);
    top = Math.max(0, top);
    left = Math.max(0, left);
    double area = (double) (bottom - top) * (right - left) / size.height() / size.width();
    put(numbers, at, 1 - area, 0, top, left, bottom, right);
  }

  /** The numbers of a batch after another: of pairs of image and epoch. */
  public float[] numbers(int[] picks) {
    float[] numbers = new float[picks.length / 2 * NUMBERS];
    for (int i = 0; i < picks.length / 2; i++) {
      draw(picks[2 * i + 1], picks[2 * i], numbers, i * NUMBERS);
    }
    return numbers;
  }

  private static void put(float[] to, int at, double... numbers) {
    for (int i = 0; i < NUMBERS; i++) {
      to[at + i] = (float) numbers[i];
    }
  }

  /** Mixes the first {@code count} images, by the numbers of each. */
  public void mix(float[] images, int count, float[] numbers) {
    last = last.length == values ? last : new float[values];
    System.arraycopy(images, (count - 1) * values, last, 0, values);
    for (int n = count - 1; n >= 0; n--) {
      blend(
          images, n * values, n > 0 ? images : last, n > 0 ? (n - 1) * values : 0,
          numbers, n * NUMBERS);
    }
  }

  private void blend(
      float[] own, int ownAt, float[] other, int otherAt, float[] numbers, int at) {
    float share = numbers[at + 1];
    int left = (int) numbers[at + 3] * channels;
    int right = (int) numbers[at + 5] * channels;
    for (int y = (int) numbers[at + 2]; y < (int) numbers[at + 4]; y++) {
      int row = y * size.width() * channels;
      for (int v = row + left; v < row + right; v++) {
        own[ownAt + v] = share * own[ownAt + v] + (1 - share) * other[otherAt + v];
      }
    }
  }
}
