package cnnc.runtime.augment;

/** An image's values, seen through a window. */
interface Pixels {
  int height();

  int width();

  /** What black is in a channel. */
  double black(int channel);

  /** Sums per channel over what the window shows, of values and of their squares. */
  void measure(Window window, double[] sums, double[] squares);

  /**
   * Writes gain (x - pivot) + level of a channel for each x that the window shows.
   *
   * @param black what is written where it shows nothing
   */
  void write(
      Window window, int channel, float gain, int pivot, float level, float black, float[] out, int at);

  /** Fills a channel with black where the window shows nothing. */
  static void fill(Window window, int channel, int channels, float black, float[] out, int at) {
    if (!window.inside()) {
      for (int i = channel; i < window.size() * channels; i += channels) {
        out[at + i] = black;
      }
    }
  }
}
