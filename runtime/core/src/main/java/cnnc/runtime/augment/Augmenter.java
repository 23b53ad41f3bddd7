package cnnc.runtime.augment;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;
import java.util.Arrays;

/**
 * Runs a chain on images; holds scratch, so one instance per thread. Crops, flips and the like move a
 * window over the raw image. Everything else is a line on each value, and the means and variances that it
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
  private final Window window = new Window();
  private byte[] pixels;
  private int rowStride;
  private int start;
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
    window.reset(images.height(), images.width());
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
      int y = place(Streams.CROP_Y, repeat, window.height - c.height(), c.place(), epoch, index);
      int x = place(Streams.CROP_X, repeat, window.width - c.width(), c.place(), epoch, index);
      window.crop(y, x, c.height(), c.width());
      measured = false;
    } else if (op instanceof Augmentation.Flip f) {
      boolean mirrors =
          draws.uniform(Streams.FLIP + repeat, f.alternate() ? 0 : epoch, index) < f.probability();
      if (mirrors ^ (f.alternate() && epoch % 2 == 1)) {
        window.mirror();
      }
    } else if (op instanceof Augmentation.Translate t) {
      int room = 2 * t.pixels() + 1;
      shift(
          draws.below(room, Streams.TRANSLATE_Y + repeat, epoch, index) - t.pixels(),
          draws.below(room, Streams.TRANSLATE_X + repeat, epoch, index) - t.pixels(), t.edge());
    } else if (op instanceof Augmentation.Shift s) {
      shift(s.down(), s.right(), s.edge());
    } else if (op instanceof Augmentation.Normalize n) {
      for (int c = 0; c < channels; c++) {
        factors[c] /= 255 * n.deviations().get(c);
        terms[c] = (terms[c] / 255 - n.means().get(c)) / n.deviations().get(c);
      }
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

  private void shift(int down, int right, Augmentation.Edge edge) {
    window.shift(down, right, edge);
    measured = false;
  }

  private int place(
      int stream, int repeat, int room, Augmentation.Place place, int epoch, int index) {
    boolean row = stream == Streams.CROP_Y;
    return switch (place) {
      case DRAWN -> draws.below(room + 1, stream + repeat, epoch, index);
      case CENTER -> room / 2;
      case TOP_LEFT -> 0;
      case TOP_RIGHT -> row ? 0 : room;
      case BOTTOM_LEFT -> row ? room : 0;
      case BOTTOM_RIGHT -> room;
    };
  }

  /** Sums over the window, per channel. */
  private void measure() {
    if (measured) {
      return;
    }
    measured = true;
    int length = rowStride;
    Arrays.fill(columns, 0, length, 0);
    int y = window.top();
    int end = window.bottom();
    for (; y + 4 <= end; y += 4) {
      addRows(pixels, row(y), row(y + 1), row(y + 2), row(y + 3), columns, length);
    }
    for (; y < end; y++) {
      addRow(pixels, row(y), columns, length);
    }
    for (int c = 0; c < channels; c++) {
      long sum = 0;
      long square = 0;
      for (int x = window.left(); x < window.right(); x++) {
        long column = columns[window.columns[x] * channels + c];
        sum += column >>> SQUARE_BITS;
        square += column & SQUARES;
      }
      sums[c] = sum;
      squares[c] = square;
    }
  }

  /** Four rows at once: the loops are short, and the JIT's code before and behind them is long. */
  private static void addRows(
      byte[] pixels, int first, int second, int third, int fourth, long[] columns, int length) {
    for (int i = 0; i < length; i++) {
      columns[i] +=
          VALUE_AND_SQUARE[pixels[first + i] & 0xff]
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
      double mean = factors[c] * sums[c] / window.size() + terms[c];
      factors[c] *= factor;
      terms[c] = (terms[c] - mean) * factor + mean;
    }
  }

  private void standardize() {
    measure();
    int count = window.size();
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
      int pivot = measured ? (int) ((double) sums[c] / window.size() + 0.5) : 0;
      line((float) factors[c], pivot, (float) (factors[c] * pivot + terms[c]), values);
      if (!window.inside()) {
        for (int i = c; i < window.size() * channels; i += channels) {
          out[at + i] = values[0];
        }
      }
      for (int y = window.top(); y < window.bottom(); y += 4) {
        writeRows(c, y, out, at);
      }
    }
  }

  /** Four rows of a channel at once, the window's last one again where there are fewer. */
  private void writeRows(int c, int y, float[] out, int at) {
    byte[] in = pixels;
    float[] line = values;
    int[] columns = window.columns;
    int last = window.bottom() - 1;
    int y1 = Math.min(y + 1, last);
    int y2 = Math.min(y + 2, last);
    int y3 = Math.min(y + 3, last);
    int from0 = row(y) + c;
    int from1 = row(y1) + c;
    int from2 = row(y2) + c;
    int from3 = row(y3) + c;
    int step = channels;
    int stride = window.width * step;
    int to0 = at + c + y * stride;
    int to1 = at + c + y1 * stride;
    int to2 = at + c + y2 * stride;
    int to3 = at + c + y3 * stride;
    int end = window.right();
    for (int x = window.left(); x < end; x++) {
      int from = columns[x] * step;
      int to = x * step;
      out[to0 + to] = line[in[from0 + from] & 0xff];
      out[to1 + to] = line[in[from1 + from] & 0xff];
      out[to2 + to] = line[in[from2 + from] & 0xff];
      out[to3 + to] = line[in[from3 + from] & 0xff];
    }
  }

  /** Where a row of the window begins, the columns outside of it included. */
  private int row(int y) {
    return start + window.rows[y] * rowStride;
  }

  /** What becomes of each byte. */
  private static void line(float gain, float pivot, float level, float[] values) {
    for (int v = 0; v < BYTES.length; v++) {
      values[v] = gain * (BYTES[v] - pivot) + level;
    }
  }
}
