package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.resolve.value.Bound;

/**
 * What a transposed convolution makes of an image.
 *
 * @param window of the convolution that leads back
 * @param height rows of the output
 * @param width columns of the output
 */
record Enlarging(Window window, int height, int width) {
  private static final int MOST = Integer.MAX_VALUE;

  static Enlarging read(Bound b, Shape.Image in) {
    int[] k = b.pair("k", 1, 1, 1 << 20);
    int[] dilation = b.pair("dilation", 1, 1, 1 << 10);
    boolean sized = !b.failed();
    int[] stride = b.pair("stride", 1, 1, 1 << 20);
    int[] more = b.pair("output_pad", 0, 0, MOST);
    Axis y = new Axis(in.height(), k[0], stride[0], dilation[0]);
    Axis x = new Axis(in.width(), k[1], stride[1], dilation[1]);
    boolean same = Paddings.same(b);
    if (same && b.given("output_pad")) {
      b.fault(
          Diagnostic.of(
                  Code.IDLE_ARGUMENT, b.span("output_pad"),
                  "`output_pad` has no effect where `pad` is `same`, which gives in * stride rows")
              .help("leave it out, or write `pad` as a number"));
    }
    // SAME leads back from in * stride, so the zeros are those of that size.
    Padding written =
        Paddings.read(b, same ? enlarged(y) : y, same ? enlarged(x) : x, sized);
    Side rows = side(b, y, same, written.top(), written.bottom(), more[0]);
    Side columns = side(b, x, same, written.left(), written.right(), more[1]);
    Padding unread = new Padding(written.top(), rows.after(), written.left(), columns.after());
    return new Enlarging(
        new Window(k[0], k[1], stride[0], stride[1], dilation[0], dilation[1], unread),
        rows.size(), columns.size());
  }

  private record Side(int size, int after) {}

  private static Axis enlarged(Axis a) {
    long size = Math.min(MOST, (long) a.size() * a.stride());
    return new Axis((int) size, a.window(), a.stride(), a.dilation());
  }

  private static Side side(Bound b, Axis a, boolean same, int before, int after, int more) {
    long size =
        same
            ? (long) a.size() * a.stride()
            : (a.size() - 1L) * a.stride() + a.reach() - before - after + more;
    // What the last window does not read needs no zeros.
    int zeros = same ? after : Math.max(0, after - more);
    if (b.failed()) {
      return new Side(1, 0);
    }
    if (size < 1) {
      b.misfit(
          Diagnostic.of(
              Code.WINDOW_TOO_LARGE, b.span("pad"), "`pad` leaves nothing of the output"));
    } else if (size > MOST) {
      b.misfit(
          Diagnostic.of(
              Code.TOO_LARGE, b.span("k"), "more than 2^31 - 1 rows or columns"));
    }
    if (b.failed()) {
      return new Side(1, 0);
    }
    Axis back = new Axis((int) size, a.window(), a.stride(), a.dilation());
    if (back.excessive()) {
      b.misfit(
          Diagnostic.of(
              Code.WINDOW_TOO_LARGE, b.span("k"),
              "a window of " + a.reach() + " is more than twice as large as the output's " + size));
    } else if (more >= Math.max(a.stride(), a.dilation())
        || back.windows(before, zeros) != a.size()) {
      b.misfit(
          Diagnostic.of(
                  Code.OUT_OF_RANGE, b.span("output_pad"),
                  "`output_pad` must be less than the stride, not " + more)
              .help("with more, the output would have rows or columns that no value reaches"));
    }
    return new Side((int) size, zeros);
  }
}
