package cnnc.codegen.select;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.kernel.cpu.Winograd;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Window;
import java.util.Optional;

/** Which convolutions Winograd's algorithm is for, and with which tiles. */
final class WinogradChoice {
  /** Tiles of outputs, in the order of their rounding errors. */
  private static final int[] OUTPUTS = {2, 4};

  /** Tiles at work together, a row of them at least: the products of 64 channels fit an L2 cache. */
  private static final int TILES = 36;

  /** The same for gradients of weights, whose sums are read and written again for the next tiles. */
  private static final int TILES_SUMMED = 72;

  /** Fewer would not be worth reading the transformed weights for. */
  private static final int LEAST_TILES = 12;

  private static final int TASKS = 32;

  /** Floats: 16 MiB for each thread. */
  private static final int LARGEST_WORKSPACE = 1 << 22;

  private WinogradChoice() {}

  /** The algorithm with these tiles, for a convolution that it can compute. */
  static Optional<Winograd> of(Geometry g, int outputs) {
    Window w = g.window();
    boolean fits =
        w.height() == w.width() && (w.height() == 3 || w.height() == 5)
            && slides(w);
    return fits ? Optional.of(new Winograd(outputs, w.height())) : Optional.empty();
  }

  /**
   * The cheapest algorithm for a convolution, unless the direct one is as cheap.
   *
   * @param sums whether it is for sums of weights' gradients
   * @param slower how much longer the direct one takes than its multiply-adds say
   */
  static Optional<Winograd> of(
      Geometry g, int outChannels, int batch, boolean sums, double slower) {
    Optional<Winograd> best = Optional.empty();
    double least = direct(g, outChannels) * slower;
    for (int outputs : OUTPUTS) {
      Optional<Winograd> candidate =
          of(g, outputs).filter(w -> fits(w, g, outChannels, batch, sums));
      double cost = candidate.map(c -> cost(c, g, outChannels, batch)).orElse(least);
      if (cost < least) {
        least = cost;
        best = candidate;
      }
    }
    return best;
  }

  /** Multiply-adds of an image. */
  private static double direct(Geometry g, int outChannels) {
    return (double) g.outPixels() * g.window().height() * g.window().width() * g.channels()
        * outChannels;
  }

  /**
   * Multiply-adds of an image and what else takes as long: by measurement, about 20 for a
   * transformed value and 50 for a transformed weight, which is due once for each batch.
   */
  private static double cost(Winograd w, Geometry g, int outChannels, int batch) {
    double tiles = w.across(g) * w.down(g);
    double products = (double) g.channels() * outChannels;
    return w.elements()
        * (tiles * (products + 20.0 * (g.channels() + outChannels)) + 50 * products / batch);
  }

  /**
   * Rows of tiles that are transformed at once, of whole images if of more than one: fewer of a small
   * batch, so that threads share it.
   */
  static int rows(Winograd w, Geometry g, int batch, boolean sums) {
    int across = w.across(g);
    int most = sums ? TILES_SUMMED : TILES;
    int shared = (int) Math.min(most, (long) batch * w.down(g) * across / TASKS);
    int rows = Math.max(1, Math.max(shared, LEAST_TILES) / across);
    int down = w.down(g);
    return rows > down ? rows / down * down : rows;
  }

  /** The convolution of the gradients that an input gradient is, without stride and holes. */
  static Optional<Geometry> gradient(Geometry g, int outChannels) {
    Window w = g.window();
    Padding p = w.padding();
    Padding rest =
        new Padding(
            w.height() - 1 - p.top(), w.height() - 1 - p.bottom(), w.width() - 1 - p.left(),
            w.width() - 1 - p.right());
    return slides(w)
        ? Optional.of(
            new Geometry(
                g.outHeight(), g.outWidth(), outChannels,
                new Window(w.height(), w.width(), 1, 1, rest)))
        : Optional.empty();
  }

  /** Whether a window's pixels are neighbours, and so are its positions. */
  private static boolean slides(Window w) {
    return w.strideY() == 1 && w.strideX() == 1 && w.dilationY() == 1 && w.dilationX() == 1;
  }

  /** Whether what a task keeps, sums of weights included if it has any, leaves room for others. */
  static boolean fits(Winograd w, Geometry g, int outChannels, int batch, boolean sums) {
    double tiles = (double) w.across(g) * rows(w, g, batch, sums);
    double channels = g.channels() + outChannels;
    double weights = sums ? (double) g.channels() * outChannels : 0;
    return w.elements() * (tiles * channels + weights) <= LARGEST_WORKSPACE;
  }
}
