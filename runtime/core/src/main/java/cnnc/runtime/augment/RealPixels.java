package cnnc.runtime.augment;

import cnnc.runtime.augment.Augmentation.Edge;
import cnnc.runtime.picture.Taps;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** An image between two ops: floats. */
final class RealPixels implements Pixels {
  private final int channels;
  final double[] black;
  private float[] values = {};
  private int height;
  private int width;

  RealPixels(int channels) {
    this.channels = channels;
    black = new double[channels];
  }

  /** Values to be written, height x width x channels of them. */
  float[] room(int newHeight, int newWidth) {
    height = newHeight;
    width = newWidth;
    int size = height * width * channels;
    if (values.length < size) {
      values = new float[size];
    }
    return values;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public double black(int channel) {
    return black[channel];
  }

  @Override
  public void measure(Window window, double[] sums, double[] squares) {
    int outside = window.size() - window.insidePixels();
    int bottom = window.bottom();
    int left = window.left();
    int right = window.right();
    for (int c = 0; c < channels; c++) {
      double sum = outside * black[c];
      double square = sum * black[c];
      for (int y = window.top(); y < bottom; y++) {
        int row = window.rows[y] * width;
        for (int x = left; x < right; x++) {
          double v = values[(row + window.columns[x]) * channels + c];
          sum += v;
          square += v * v;
        }
      }
      sums[c] = sum;
      squares[c] = square;
    }
  }

  @Override
  public void write(
      Window window, int c, float gain, int pivot, float level, float outside, float[] out, int at) {
    Pixels.fill(window, c, channels, outside, out, at);
    int bottom = window.bottom();
    int left = window.left();
    int right = window.right();
    for (int y = window.top(); y < bottom; y++) {
      int row = window.rows[y] * width;
      int to = at + y * window.width * channels + c;
      for (int x = left; x < right; x++) {
        out[to + x * channels] = gain * (values[(row + window.columns[x]) * channels + c] - pivot) + level;
      }
    }
  }

  /** Zeros from one corner up to another. */
  void blank(int top, int left, int bottom, int right) {
    for (int y = top; y < bottom; y++) {
      Arrays.fill(values, (y * width + left) * channels, (y * width + right) * channels, 0);
    }
  }

  void eachValue(DoubleUnaryOperator f) {
    for (int i = 0; i < height * width * channels; i++) {
      values[i] = (float) f.applyAsDouble(values[i]);
    }
    for (int c = 0; c < channels; c++) {
      black[c] = f.applyAsDouble(black[c]);
    }
  }

  /**
   * Other colours of the same luma: red's distance from it becomes redRed of red's and redBlue of blue's,
   * and blue's likewise.
   */
  void chroma(double redRed, double redBlue, double blueRed, double blueBlue) {
    double[] pixel = new double[3];
    for (int i = 0; i < height * width * 3; i += 3) {
      for (int c = 0; c < 3; c++) {
        pixel[c] = values[i + c];
      }
      chroma(pixel, redRed, redBlue, blueRed, blueBlue);
      for (int c = 0; c < 3; c++) {
        values[i + c] = (float) pixel[c];
      }
    }
    chroma(black, redRed, redBlue, blueRed, blueBlue);
  }

  private static void chroma(
      double[] pixel, double redRed, double redBlue, double blueRed, double blueBlue) {
    double luma = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
    double red = pixel[0] - luma;
    double blue = pixel[2] - luma;
    pixel[0] = luma + redRed * red + redBlue * blue;
    pixel[2] = luma + blueRed * red + blueBlue * blue;
    pixel[1] = (luma - 0.299 * pixel[0] - 0.114 * pixel[2]) / 0.587;
  }

  /** Resized from a part, columns first. */
  void resize(RealPixels from, Taps rows, Taps columns, int newHeight, int newWidth, float[] narrow) {
    System.arraycopy(from.black, 0, black, 0, channels);
    float[] to = room(newHeight, newWidth);
    for (int y = 0; y < from.height; y++) {
      for (int x = 0; x < newWidth; x++) {
        int first = (y * from.width + columns.first(x)) * channels;
        mean(from.values, first, channels, columns, x, narrow, (y * newWidth + x) * channels);
      }
    }
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        int first = (rows.first(y) * newWidth + x) * channels;
        mean(narrow, first, newWidth * channels, rows, y, to, (y * newWidth + x) * channels);
      }
    }
  }

  private void mean(float[] from, int first, int step, Taps taps, int i, float[] to, int at) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int k = 0; k < taps.count(i); k++) {
        sum += taps.share(i, k) * from[first + k * step + c];
      }
      to[at + c] = (float) sum;
    }
  }

  /** Turned around the middle, each pixel from the four around its place. */
  void rotate(RealPixels from, double angle, Edge edge) {
    System.arraycopy(from.black, 0, black, 0, channels);
    float[] to = room(from.height, from.width);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double middleY = (height - 1) / 2.0;
    double middleX = (width - 1) / 2.0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double fromY = middleY + cos * (y - middleY) - sin * (x - middleX);
        double fromX = middleX + sin * (y - middleY) + cos * (x - middleX);
        int top = (int) Math.floor(fromY);
        int left = (int) Math.floor(fromX);
        double down = fromY - top;
        double right = fromX - left;
        for (int c = 0; c < channels; c++) {
          double upper =
              (1 - right) * from.at(top, left, c, edge) + right * from.at(top, left + 1, c, edge);
          double lower =
              (1 - right) * from.at(top + 1, left, c, edge)
                  + right * from.at(top + 1, left + 1, c, edge);
          to[(y * width + x) * channels + c] = (float) ((1 - down) * upper + down * lower);
        }
      }
    }
  }

  private double at(int y, int x, int c, Edge edge) {
    boolean inside = y >= 0 && y < height && x >= 0 && x < width;
    if (!inside && edge == Edge.ZERO) {
      return black[c];
    }
    int row = inside ? y : reflected(y, height);
    int column = inside ? x : reflected(x, width);
    return values[(row * width + column) * channels + c];
  }

  /** The place inside that a place outside shows, however far outside. */
  private static int reflected(int place, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int within = Math.floorMod(place, period);
    return Math.min(within, period - within);
  }
}
