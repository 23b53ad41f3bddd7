package cnnc.codegen.graph;

import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Window;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The mean under a window sliding over an image.
 *
 * @param counted what is counted around the image, as zeros
 */
public record Average(Geometry geometry, Padding counted) {
  /** One window over the whole image. */
  public static Average global(int height, int width, int channels) {
    Window whole = new Window(height, width, 1, 1, Padding.NONE);
    return new Average(new Geometry(height, width, channels, whole), Padding.NONE);
  }

  /** What the sums of all windows are divided by; nothing where that differs from one to another. */
  public OptionalInt divisor() {
    Window w = geometry.window();
    int[] rows =
        IntStream.range(0, geometry.outHeight())
            .map(
                y -> taps(
                    y * w.strideY() - w.padding().top(), w.height(), w.dilationY(),
                    -counted.top(), geometry.height() + counted.bottom()))
            .distinct().toArray();
    int[] columns =
        IntStream.range(0, geometry.outWidth())
            .map(
                x -> taps(
                    x * w.strideX() - w.padding().left(), w.width(), w.dilationX(),
                    -counted.left(), geometry.width() + counted.right()))
            .distinct().toArray();
    return rows.length == 1 && columns.length == 1
        ? OptionalInt.of(rows[0] * columns[0])
        : OptionalInt.empty();
  }

  /** Taps from {@code begin} on that lie in {@code [lower, upper)}. */
  private static int taps(int begin, int taps, int dilation, int lower, int upper) {
    return (int)
        IntStream.range(0, taps).map(t -> begin + t * dilation)
            .filter(at -> at >= lower && at < upper).count();
  }

  /** Whether a pixel may lie under several windows. */
  public boolean overlaps() {
    Window w = geometry.window();
    return w.strideY() < w.reachY() && geometry.outHeight() > 1
        || w.strideX() < w.reachX() && geometry.outWidth() > 1;
  }

  /** Whether every pixel lies under a window. */
  public boolean covers() {
    Window w = geometry.window();
    return covered(
            geometry.outHeight(), w.strideY(), w.padding().top(), w.height(), w.dilationY(),
            geometry.height())
        && covered(
            geometry.outWidth(), w.strideX(), w.padding().left(), w.width(), w.dilationX(),
            geometry.width());
  }

  private static boolean covered(
      int windows, int stride, int before, int taps, int dilation, int size) {
    return IntStream.range(0, windows)
            .flatMap(i -> IntStream.range(0, taps).map(t -> i * stride - before + t * dilation))
            .filter(at -> at >= 0 && at < size).distinct().count()
        == size;
  }

  @Override
  public String toString() {
    return geometry + (counted.equals(Padding.NONE) ? "" : " counting " + counted);
  }
}
