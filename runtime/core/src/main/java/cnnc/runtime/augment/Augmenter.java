package cnnc.runtime.augment;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;
import java.util.Arrays;

/**
 * Runs a chain on images; holds scratch, so one instance per thread. Crops and flips move a window
 * over the raw image. Everything else is a line on each value, and the means and variances that it
 * needs follow, at every point of the chain, from the sums of the window's bytes and of their squares
 * per channel, which are whole numbers. So an image is read twice and written once.
 */
public final class Augmenter {
  /** Between the streams of the first and the second op of a kind in one chain. */
  private static final int NEXT_OF_KIND = 32;

  /** A byte's value lies above these bits of its square: sums over a million rows fit. */
  private static final int SQUARE_BITS = 36;

  private static final long SQUARES = (1L << SQUARE_BITS) - 1;
  private static final long[] VALUE_AND_SQUARE = new long[256];
  private static final float[] BYTES = new float[256];

  static {
    for (int v = 0; v < BYTES.length; v++) {
      VALUE_AND_SQUARE[v] = (long) v << SQUARE_BITS | v * v;
      BYTES[v] = v;
    }
  }

  private final Augmentation.Op[] ops;
  private final int[] repeats;
  private final Draws draws;
  private final int channels;
  /** What has been done to each channel: value = factor * byte + term. */
  private final double[] factors;

  private final double[] terms;
  private final long[] sums;
  private final long[] squares;

  /** Sums of a window's columns. */
  private long[] columns = {};

  private final float[] values = new float[BYTES.length];
  private byte[] pixels;
  private int rowStride;
  private int start;
  private int height;
  private int width;
  private boolean mirrored;
  private boolean measured;

  /**
   * A runner of this chain.
   *
   * @param seed of all draws
   */
  public Augmenter(Augmentation chain, long seed, int channels) {
    this.channels = channels;
    ops = chain.ops().toArray(Augmentation.Op[]::new);
    repeats = new int[ops.length];
    for (int i = 0; i < ops.length; i++) {
      for (int j = 0; j < i; j++) {
        if (ops[j].getClass() == ops[i].getClass()) {
          repeats[i] += NEXT_OF_KIND;
        }
      }
    }
    draws = new Draws(seed);
    factors = new double[channels];
    terms = new double[channels];
    sums = new long[channels];
    squares = new long[channels];
  }

  /** Writes image {@code index} of the set, as it looks in this epoch, to {@code out}. */
  public void apply(ImageSet images, int index, int epoch, float[] out, int at) {
    pixels = images.pixels();
    if (columns.length < images.width() * channels) {
      columns = new long[images.width() * channels];
    }
    rowStride = images.width() * channels;
    start = index * images.imageSize();
    height = images.height();
    width = images.width();
    mirrored = false;
    measured = false;
    Arrays.fill(factors, 1);
    Arrays.fill(terms, 0);
    for (int i = 0; i < ops.length; i++) {
      run(ops[i], repeats[i], epoch, index);
    }
    write(out, at);
  }

  private void run(Augmentation.Op op, int repeat, int epoch, int index) {
    if (op instanceof Augmentation.Crop c) {
      int y = place(Streams.CROP_Y, repeat, height - c.height(), c.center(), epoch, index);
      int x = place(Streams.CROP_X, repeat, width - c.width(), c.center(), epoch, index);
      start += y * rowStride + (mirrored ? width - c.width() - x : x) * channels;
      height = c.height();
      width = c.width();
      measured = false;
    } else if (op instanceof Augmentation.Flip f) {
      mirrored ^= draws.uniform(Streams.FLIP + repeat, epoch, index) < f.probability();
    } else if (op instanceof Augmentation.Brightness b) {
      float u = draws.uniform(Streams.BRIGHTNESS + repeat, epoch, index);
      float delta = b.delta() * (2 * u - 1);
      for (int c = 0; c < channels; c++) {
        terms[c] += delta;
      }
    } else if (op instanceof Augmentation.Contrast c) {
      float u = draws.uniform(Streams.CONTRAST + repeat, epoch, index);
      contrast(c.low() + u * (c.high() - c.low()));
    } else {
      standardize();
    }
  }

  private int place(int stream, int repeat, int room, boolean center, int epoch, int index) {
    return center ? room / 2 : draws.below(room + 1, stream + repeat, epoch, index);
  }

  /** Sums over the window, per channel. */
  private void measure() {
    if (measured) {
      return;
    }
    measured = true;
    int length = width * channels;
    Arrays.fill(columns, 0, length, 0);
    int y = 0;
    for (; y + 4 <= height; y += 4) {
      addRows(pixels, start + y * rowStride, rowStride, columns, length);
    }
    for (; y < height; y++) {
      addRow(pixels, start + y * rowStride, columns, length);
    }
    for (int c = 0; c < channels; c++) {
      long sum = 0;
      long square = 0;
      for (int i = c; i < length; i += channels) {
        sum += columns[i] >>> SQUARE_BITS;
        square += columns[i] & SQUARES;
      }
      sums[c] = sum;
      squares[c] = square;
    }
  }

  /** Four rows at once: the loops are short, and the JIT's code before and behind them is long. */
  private static void addRows(byte[] pixels, int from, int stride, long[] columns, int length) {
    int second = from + stride;
    int third = second + stride;
    int fourth = third + stride;
    for (int i = 0; i < length; i++) {
      columns[i] +=
          VALUE_AND_SQUARE[pixels[from + i] & 0xff]
              + VALUE_AND_SQUARE[pixels[second + i] & 0xff]
              + VALUE_AND_SQUARE[pixels[third + i] & 0xff]
              + VALUE_AND_SQUARE[pixels[fourth + i] & 0xff];
    }
  }

  private static void addRow(byte[] pixels, int from, long[] columns, int length) {
    for (int i = 0; i < length; i++) {
      columns[i] += VALUE_AND_SQUARE[pixels[from + i] & 0xff];
    }
  }

  private void contrast(double factor) {
    measure();
    for (int c = 0; c < channels; c++) {
      double mean = factors[c] * sums[c] / (height * width) + terms[c];
      factors[c] *= factor;
      terms[c] = (terms[c] - mean) * factor + mean;
    }
  }

  private void standardize() {
    measure();
    int count = height * width;
    double n = (double) count * channels;
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += factors[c] * sums[c] + terms[c] * count;
    }
    double mean = sum / n;
    double deviations = 0;
    for (int c = 0; c < channels; c++) {
      // Around the channel's own mean first: no large numbers cancel.
      double raw = (double) sums[c] / count;
      double away = factors[c] * raw + terms[c] - mean;
      deviations +=
          factors[c] * factors[c] * (squares[c] - raw * sums[c]) + away * away * count;
    }
    double deviation = Math.max(Math.sqrt(Math.max(deviations, 0) / n), 1 / Math.sqrt(n));
    for (int c = 0; c < channels; c++) {
      factors[c] /= deviation;
      terms[c] = (terms[c] - mean) / deviation;
    }
  }

  /** The line of each channel goes through a byte near its mean, so that little rounding remains. */
  private void write(float[] out, int at) {
    for (int c = 0; c < channels; c++) {
      int pivot = measured ? (int) ((double) sums[c] / (height * width) + 0.5) : 0;
      line((float) factors[c], pivot, (float) (factors[c] * pivot + terms[c]), values);
      for (int y = 0; y < height; y += 4) {
        writeRows(c, y, out, at);
      }
    }
  }

  /** Four rows of a channel at once, the window's last one again where there are fewer. */
  private void writeRows(int c, int y, float[] out, int at) {
    byte[] in = pixels;
    float[] line = values;
    int step = mirrored ? -channels : channels;
    int first = start + c + (mirrored ? (width - 1) * channels : 0);
    int from0 = first + row(y) * rowStride;
    int from1 = first + row(y + 1) * rowStride;
    int from2 = first + row(y + 2) * rowStride;
    int from3 = first + row(y + 3) * rowStride;
    int outStep = channels;
    int outStride = width * channels;
    int to0 = at + c + row(y) * outStride;
    int to1 = at + c + row(y + 1) * outStride;
    int to2 = at + c + row(y + 2) * outStride;
    int to3 = at + c + row(y + 3) * outStride;
    int end = width;
    for (int x = 0; x < end; x++) {
      int from = x * step;
      int to = x * outStep;
      out[to0 + to] = line[in[from0 + from] & 0xff];
      out[to1 + to] = line[in[from1 + from] & 0xff];
      out[to2 + to] = line[in[from2 + from] & 0xff];
      out[to3 + to] = line[in[from3 + from] & 0xff];
    }
  }

  private int row(int y) {
    return Math.min(y, height - 1);
  }

  /** What becomes of each byte. */
  private static void line(float gain, float pivot, float level, float[] values) {
    for (int v = 0; v < BYTES.length; v++) {
      values[v] = gain * (BYTES[v] - pivot) + level;
    }
  }
}
