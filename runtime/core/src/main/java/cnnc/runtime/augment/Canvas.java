package cnnc.runtime.augment;

import cnnc.runtime.augment.Augmentation.Edge;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.picture.Taps;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * An image on its way through a chain. Crops, flips and the like only move a window over it, and what
 * adds to values or multiplies them is a line for each channel. The means and variances that it needs
 * follow, at every point, from sums over the window. So an image is read twice and written once, however
 * many of these ops a chain has; where an op needs more than that, values are written in between and go
 * on as an image of their own.
 */
final class Canvas {
  private final int channels;
  /** What has been done to each channel: value = factor x + term. */
  final double[] factors;

  final double[] terms;
  private final double[] sums;
  private final double[] squares;
  private final Window window = new Window();
  private final RawPixels raw;
  private RealPixels real;
  private RealPixels spare;
  private Pixels pixels;
  private boolean measured;
  private boolean moved;

  private final Taps rows = new Taps();
  private final Taps columns = new Taps();
  private float[] narrow = {};

  Canvas(int channels) {
    this.channels = channels;
    factors = new double[channels];
    terms = new double[channels];
    sums = new double[channels];
    squares = new double[channels];
    raw = new RawPixels(channels);
    real = new RealPixels(channels);
    spare = new RealPixels(channels);
  }

  void take(ImageSet images, int index) {
    raw.take(images, index);
    begin(raw);
  }

  private void begin(Pixels from) {
    pixels = from;
    window.reset(from.height(), from.width());
    measured = false;
    moved = false;
    Arrays.fill(factors, 1);
    Arrays.fill(terms, 0);
  }

  int channels() {
    return channels;
  }

  int height() {
    return window.height;
  }

  int width() {
    return window.width;
  }

  int pixels() {
    return window.size();
  }

  void crop(int y, int x, int height, int width) {
    window.crop(y, x, height, width);
    measured = false;
  }

  void mirror(boolean vertical) {
    if (vertical) {
      window.flip();
    } else {
      window.mirror();
    }
  }

  /** Down and right by so much, in a frame of a new size. */
  void move(int down, int right, int height, int width, Edge edge) {
    if (moved) {
      // What has come in lies around the rest, so the window can do this once.
      real();
    }
    window.move(down, right, height, width, edge);
    moved = true;
    measured = false;
  }

  /** Makes the sums of which means and variances follow. */
  void measure() {
    if (!measured) {
      pixels.measure(window, sums, squares);
      measured = true;
    }
  }

  /** A channel's mean, once measured. */
  double mean(int c) {
    return factors[c] * sums[c] / window.size() + terms[c];
  }

  /** The mean of all values. */
  double mean() {
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += factors[c] * sums[c] + terms[c] * window.size();
    }
    return sum / ((double) window.size() * channels);
  }

  /** Their variance around it. */
  double variance(double mean) {
    int count = window.size();
    double deviations = 0;
    for (int c = 0; c < channels; c++) {
      // Around the channel's own mean first: no large numbers cancel.
      double own = sums[c] / count;
      double away = factors[c] * own + terms[c] - mean;
      deviations += factors[c] * factors[c] * (squares[c] - own * sums[c]) + away * away * count;
    }
    return Math.max(deviations, 0) / ((double) count * channels);
  }

  void eachValue(DoubleUnaryOperator f) {
    real().eachValue(f);
  }

  /** See {@link RealPixels#chroma}. */
  void chroma(double redRed, double redBlue, double blueRed, double blueBlue) {
    real().chroma(redRed, redBlue, blueRed, blueBlue);
  }

  void blank(int top, int left, int bottom, int right) {
    real().blank(top, left, bottom, right);
  }

  /** The part that begins at top, left and is so large, in another size. */
  void resize(double top, double left, double height, double width, int newHeight, int newWidth) {
    RealPixels from = real();
    rows.set(from.height(), top, height, newHeight);
    columns.set(from.width(), left, width, newWidth);
    int size = from.height() * newWidth * channels;
    narrow = narrow.length < size ? new float[size] : narrow;
    spare.resize(from, rows, columns, newHeight, newWidth, narrow);
    goOn();
  }

  void rotate(double angle, Edge edge) {
    RealPixels from = real();
    spare.rotate(from, angle, edge);
    goOn();
  }

  /** The values so far as an image of its own. */
  private RealPixels real() {
    for (int c = 0; c < channels; c++) {
      spare.black[c] = factors[c] * pixels.black(c) + terms[c];
    }
    write(spare.room(window.height, window.width), 0);
    goOn();
    return real;
  }

  private void goOn() {
    RealPixels made = spare;
    spare = real;
    real = made;
    begin(real);
  }

  /** The line of each channel goes through a value near its mean, so that little rounding remains. */
  void write(float[] out, int at) {
    for (int c = 0; c < channels; c++) {
      int pivot = measured ? (int) (sums[c] / window.size() + 0.5) : 0;
      float gain = (float) factors[c];
      float level = (float) (factors[c] * pivot + terms[c]);
      float black = gain * ((float) pixels.black(c) - pivot) + level;
      pixels.write(window, c, gain, pivot, level, black, out, at);
    }
  }
}
