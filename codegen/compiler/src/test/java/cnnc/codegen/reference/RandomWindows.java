package cnnc.codegen.reference;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Ops with windows, by choice. */
final class RandomWindows {
  private RandomWindows() {}

  static Optional<Op> convolution(Choices by, Shape.Image in) {
    Optional<Window> window = window(by, in, true);
    int groups = groups(by, in);
    int channels = groups * by.channels();
    return window.map(w -> new Op.Convolution(w, channels, groups, RandomOps.weights(by)));
  }

  static Optional<Op> local(Choices by, Shape.Image in) {
    Optional<Window> window = window(by, in, false);
    int channels = by.channels();
    return window.map(w -> new Op.LocalConvolution(w, channels, RandomOps.weights(by)));
  }

  /** Up to a stride less one of the output's last rows and columns are unread on the way back. */
  static Optional<Op> transposed(Choices by, Shape.Image in) {
    Window w = any(by, true);
    Padding p = w.padding();
    int height =
        (in.height() - 1) * w.strideY() + w.reachY() - p.top() - p.bottom() + by.next(w.strideY());
    int width =
        (in.width() - 1) * w.strideX() + w.reachX() - p.left() - p.right() + by.next(w.strideX());
    int groups = groups(by, in);
    int channels = groups * by.channels();
    return height < 1 || width < 1
        ? Optional.empty()
        : Optional.of(
            new Op.TransposedConvolution(
                w, height, width, channels, groups, RandomOps.weights(by)));
  }

  static Optional<Op> maxPool(Choices by, Shape.Image in) {
    return window(by, in, true).filter(w -> seesPixels(w, in)).map(Op.MaxPool::new);
  }

  static Optional<Op> averagePool(Choices by, Shape.Image in) {
    Optional<Window> window = window(by, in, false).filter(w -> seesPixels(w, in));
    return window.map(w -> {
      Padding p = w.padding();
      Padding less =
          new Padding(p.top(), Math.max(0, p.bottom() - 1), p.left(), Math.max(0, p.right() - 1));
      return new Op.AveragePool(w, by.of(Padding.NONE, p, less));
    });
  }

  /** A divisor of the channels. */
  private static int groups(Choices by, Shape.Image in) {
    int wanted = by.of(1, 1, 2, 3, in.channels());
    return in.channels() % wanted == 0 ? wanted : 1;
  }

  private static Optional<Window> window(Choices by, Shape.Image in, boolean dilated) {
    Window w = any(by, dilated);
    Padding p = w.padding();
    boolean fits =
        w.reachY() <= in.height() + p.top() + p.bottom()
            && w.reachX() <= in.width() + p.left() + p.right();
    return fits ? Optional.of(w) : Optional.empty();
  }

  private static Window any(Choices by, boolean dilated) {
    return by.next(3) == 2 ? usual(by) : unusual(by, dilated);
  }

  /** A square that keeps the size, or a pixel's whole reach more or less. */
  private static Window usual(Choices by) {
    int side = by.of(3, 1, 5);
    int around = by.of(side / 2, side / 2, 0, side - 1);
    int stride = by.of(1, 1, 2);
    return new Window(
        side, side, stride, stride, new Padding(around, around, around, around));
  }

  private static Window unusual(Choices by, boolean dilated) {
    int height = 1 + by.next(3);
    int width = 1 + by.next(3);
    int strideY = 1 + by.next(3);
    int strideX = 1 + by.next(3);
    int dilationY = dilated ? by.of(1, 1, 2, 3) : 1;
    int dilationX = dilated ? by.of(1, 1, 2, 3) : 1;
    int reachY = (height - 1) * dilationY + 1;
    int reachX = (width - 1) * dilationX + 1;
    Padding padding =
        new Padding(by.next(reachY), by.next(reachY), by.next(reachX), by.next(reachX));
    return new Window(height, width, strideY, strideX, dilationY, dilationX, padding);
  }

  private static boolean seesPixels(Window w, Shape.Image in) {
    Shape.Image out = (Shape.Image) TestShapes.of(new Op.MaxPool(w), List.of(in));
    Set<Integer> seeing = new HashSet<>();
    Taps.inside(w, in, out, (pixel, from, tap) -> seeing.add(pixel));
    return seeing.size() == out.height() * out.width();
  }
}
