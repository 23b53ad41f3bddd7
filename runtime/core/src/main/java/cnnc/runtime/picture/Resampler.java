package cnnc.runtime.picture;

/**
 * Other sizes of pictures by {@link Taps}, rows after columns, rounded between. Sums are of whole numbers,
 * so that every machine gives the same.
 */
final class Resampler {
  /** Fraction bits of a weight. */
  private static final int BITS = 22;

  private Resampler() {}

  static Picture fit(Picture p, int height, int width, Fit fit) {
    double down = (double) height / p.height();
    double across = (double) width / p.width();
    return switch (fit) {
      case STRETCH -> resized(p, 0, 0, p.height(), p.width(), height, width);
      case COVER -> {
        double scale = Math.max(down, across);
        double h = Math.min(p.height(), height / scale);
        double w = Math.min(p.width(), width / scale);
        yield resized(p, (p.height() - h) / 2, (p.width() - w) / 2, h, w, height, width);
      }
      case CONTAIN -> {
        double scale = Math.min(down, across);
        int h = Math.max(1, Math.min(height, (int) Math.rint(p.height() * scale)));
        int w = Math.max(1, Math.min(width, (int) Math.rint(p.width() * scale)));
        Picture inner = resized(p, 0, 0, p.height(), p.width(), h, w);
        yield framed(inner, height, width);
      }
    };
  }

  private static Picture framed(Picture p, int height, int width) {
    byte[] values = new byte[height * width * p.channels()];
    int top = (height - p.height()) / 2;
    int left = (width - p.width()) / 2;
    int row = p.width() * p.channels();
    for (int y = 0; y < p.height(); y++) {
      System.arraycopy(
          p.values(), y * row, values, ((top + y) * width + left) * p.channels(), row);
    }
    return new Picture(height, width, p.channels(), values);
  }

  /** The box that begins at y, x and is h x w old pixels large, as height x width new ones. */
  private static Picture resized(
      Picture p, double y, double x, double h, double w, int height, int width) {
    if (h == height && w == width && y == 0 && x == 0) {
      return p;
    }
    int c = p.channels();
    Weights columns = new Weights(p.width(), x, w, width);
    byte[] narrow = new byte[p.height() * width * c];
    for (int row = 0; row < p.height(); row++) {
      for (int i = 0; i < width; i++) {
        columns.mean(p.values(), row * p.width() * c, c, c, i, narrow, (row * width + i) * c);
      }
    }
    Weights rows = new Weights(p.height(), y, h, height);
    byte[] values = new byte[height * width * c];
    for (int i = 0; i < height; i++) {
      for (int column = 0; column < width; column++) {
        rows.mean(narrow, column * c, width * c, c, i, values, (i * width + column) * c);
      }
    }
    return new Picture(height, width, c, values);
  }

  /** {@link Taps} in whole numbers. */
  private static final class Weights {
    private final int[] first;
    private final int[][] weights;

    Weights(int old, double from, double size, int count) {
      Taps taps = new Taps();
      taps.set(old, from, size, count);
      first = new int[count];
      weights = new int[count][];
      for (int i = 0; i < count; i++) {
        first[i] = taps.first(i);
        weights[i] = new int[taps.count(i)];
        for (int k = 0; k < weights[i].length; k++) {
          weights[i][k] = (int) Math.rint(taps.share(i, k) * (1 << BITS));
        }
      }
    }

    /** The mean of pixel i, whose neighbours lie {@code step} bytes apart. */
    void mean(byte[] from, int at, int step, int channels, int i, byte[] to, int place) {
      for (int c = 0; c < channels; c++) {
        int sum = 1 << BITS - 1;
        int k = at + first[i] * step + c;
        for (int weight : weights[i]) {
          sum += (from[k] & 0xff) * weight;
          k += step;
        }
        to[place + c] = (byte) Math.max(0, Math.min(255, sum >> BITS));
      }
    }
  }
}
