package cnnc.runtime.augment;

import cnnc.runtime.data.ImageSet;
import java.util.Arrays;

/** An image of a set: bytes. Sums are of whole numbers, and what becomes of a value is looked up. */
final class RawPixels implements Pixels {
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

  private final int channels;

  /** Sums of a window's columns. */
  private long[] columns = {};

  private final float[] values = new float[BYTES.length];
  private byte[] pixels = {};
  private int height;
  private int rowStride;

  RawPixels(int channels) {
    this.channels = channels;
  }

  void take(ImageSet images, int index) {
    if (pixels.length != images.imageSize()) {
      pixels = new byte[images.imageSize()];
    }
    images.read(index, pixels, 0);
    height = images.height();
    rowStride = images.width() * channels;
    if (columns.length < rowStride) {
      columns = new long[rowStride];
    }
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return rowStride / channels;
  }

  @Override
  public double black(int channel) {
    return 0;
  }

  @Override
  public void measure(Window window, double[] sums, double[] squares) {
    int length = rowStride;
    Arrays.fill(columns, 0, length, 0);
    int y = window.top();
    int end = window.bottom();
    for (; y + 4 <= end; y += 4) {
      addRows(
          pixels, row(window, y), row(window, y + 1), row(window, y + 2), row(window, y + 3), columns,
          length);
    }
    for (; y < end; y++) {
      addRow(pixels, row(window, y), columns, length);
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

  @Override
  public void write(
      Window window, int channel, float gain, int pivot, float level, float black, float[] out, int at) {
    line(gain, pivot, level, values);
    Pixels.fill(window, channel, channels, black, out, at);
    for (int y = window.top(); y < window.bottom(); y += 4) {
      writeRows(window, channel, y, out, at);
    }
  }

  /** Four rows of a channel at once, the window's last one again where there are fewer. */
  private void writeRows(Window window, int c, int y, float[] out, int at) {
    byte[] in = pixels;
    float[] line = values;
    int[] from = window.columns;
    int last = window.bottom() - 1;
    int y1 = Math.min(y + 1, last);
    int y2 = Math.min(y + 2, last);
    int y3 = Math.min(y + 3, last);
    int from0 = row(window, y) + c;
    int from1 = row(window, y1) + c;
    int from2 = row(window, y2) + c;
    int from3 = row(window, y3) + c;
    int step = channels;
    int stride = window.width * step;
    int to0 = at + c + y * stride;
    int to1 = at + c + y1 * stride;
    int to2 = at + c + y2 * stride;
    int to3 = at + c + y3 * stride;
    int end = window.right();
    for (int x = window.left(); x < end; x++) {
      int column = from[x] * step;
      int to = x * step;
      out[to0 + to] = line[in[from0 + column] & 0xff];
      out[to1 + to] = line[in[from1 + column] & 0xff];
      out[to2 + to] = line[in[from2 + column] & 0xff];
      out[to3 + to] = line[in[from3 + column] & 0xff];
    }
  }

  /** Where a row of the window begins, the columns outside of it included. */
  private int row(Window window, int y) {
    return window.rows[y] * rowStride;
  }

  /** What becomes of each byte. */
  private static void line(float gain, float pivot, float level, float[] values) {
    for (int v = 0; v < BYTES.length; v++) {
      values[v] = gain * (BYTES[v] - pivot) + level;
    }
  }
}
