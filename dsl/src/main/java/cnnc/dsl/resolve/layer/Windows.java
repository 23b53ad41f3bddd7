package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.resolve.value.Bound;

/** Reads {@code k}, {@code stride}, {@code dilation}, {@code pad} and {@code round} on an image. */
final class Windows {
  private static final int MOST = Integer.MAX_VALUE;

  /**
   * A window and its padding as written, without what rounding up adds.
   *
   * @param written the padding before rounding
   */
  record Read(Window window, Padding written) {}

  private final Bound bound;
  private final Shape.Image in;
  private final int[] k;
  private final int[] stride;
  private final int[] dilation;
  /** Whether the size of the window is known, by which padding is limited. */
  private final boolean sized;

  private Windows(Bound bound, Shape.Image in, boolean strideIsWindow) {
    this.bound = bound;
    this.in = in;
    this.k = bound.pair("k", 1, 1, MOST);
    this.dilation = bound.pair("dilation", 1, 1, MOST);
    this.sized = !bound.failed();
    this.stride =
        strideIsWindow && !bound.given("stride") ? k : bound.pair("stride", 1, 1, MOST);
  }

  /** The window of a convolution, which moves by one where no stride is given. */
  static Read convolution(Bound bound, Shape.Image in) {
    return new Windows(bound, in, false).read();
  }

  /** The window of a pool, which moves by its own size where no stride is given. */
  static Read pool(Bound bound, Shape.Image in) {
    return new Windows(bound, in, true).read();
  }

  private Read read() {
    Axis y = new Axis(in.height(), k[0], stride[0], dilation[0]);
    Axis x = new Axis(in.width(), k[1], stride[1], dilation[1]);
    String text = "window " + k[0] + "x" + k[1]
        + (y.dilation() == 1 && x.dilation() == 1
            ? ""
            : ", which with its dilation reaches over " + y.reach() + "x" + x.reach() + ",");
    if (!bound.failed() && (y.excessive() || x.excessive())) {
      bound.misfit(
          Diagnostic.of(
                  Code.WINDOW_TOO_LARGE, bound.span("k"),
                  text + " is more than twice as large as the " + in + " input")
              .help("a window of " + in.height() + "x" + in.width() + " covers the whole image"));
    }
    Padding written = Paddings.read(bound, y, x, sized);
    boolean ceil = rounds();
    if (bound.failed()) {
      return new Read(new Window(1, 1, 1, 1, Padding.NONE), Padding.NONE);
    }
    Padding rounded = ceil ? rounded(written, y, x) : written;
    long rows = y.windows(rounded.top(), rounded.bottom());
    long columns = x.windows(rounded.left(), rounded.right());
    if (rows < 1 || columns < 1) {
      long largest =
          Math.min(
              (long) in.height() + written.top() + written.bottom(),
              (long) in.width() + written.left() + written.right());
      bound.misfit(
          Diagnostic.of(
                  Code.WINDOW_TOO_LARGE, bound.span("k"),
                  text + " does not fit the " + in + " input (pad = "
                      + bound.written("pad", "same") + ")")
              .help("use pad = same, or a window of at most " + largest));
    }
    if (rows > MOST || columns > MOST) {
      bound.misfit(
          Diagnostic.of(
              Code.TOO_LARGE, bound.span("k"), "more than 2^31 - 1 rows or columns"));
    }
    return new Read(
        new Window(k[0], k[1], stride[0], stride[1], dilation[0], dilation[1], rounded), written);
  }

  /** Whether the number of windows is rounded up. */
  private boolean rounds() {
    boolean ceil = bound.word("round", "floor", "floor", "ceil").equals("ceil");
    if (bound.given("round") && Paddings.same(bound)) {
      bound.fault(
          Diagnostic.of(
                  Code.IDLE_ARGUMENT, bound.span("round"),
                  "`round` has no effect where `pad` is `same` or `same_lower`, which give in / stride"
                      + " windows, rounded up")
              .help("leave it out, or write `pad = 0`, the default of Caffe and PyTorch"));
    }
    return ceil;
  }

  private static Padding rounded(Padding p, Axis y, Axis x) {
    return new Padding(
        p.top(), y.rounded(p.top(), p.bottom()), p.left(), x.rounded(p.left(), p.right()));
  }
}
