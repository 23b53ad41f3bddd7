package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Windows counted one by one. */
class WindowProperties {
  /** Rows and columns differ in all that they can differ in. */
  private record Case(int size, int k, int stride, int dilation, int before, int after) {
    int reach() {
      return (k - 1) * dilation + 1;
    }

    int padded() {
      return before + size + after;
    }

    /** Windows that lie within the padded image. */
    int floor() {
      int count = 0;
      for (int begin = 0; begin + reach() <= padded(); begin += stride) {
        count++;
      }
      return count;
    }

    /** Windows until the padded image is covered, of which the last must not begin behind it. */
    int ceil() {
      int begin = 0;
      int count = 1;
      while (begin + reach() < padded()) {
        begin += stride;
        count++;
      }
      if (begin >= before + size) {
        count--;
      }
      return reach() >= padded() + stride ? 0 : count;
    }
  }

  @Property
  void explicitPaddingGivesTheWindowsThatFit(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 9) int k,
      @ForAll @IntRange(min = 1, max = 5) int stride,
      @ForAll @IntRange(min = 1, max = 4) int dilation,
      @ForAll @IntRange(min = 0, max = 8) int before,
      @ForAll @IntRange(min = 0, max = 8) int after,
      @ForAll boolean up) {
    Case y = fit(new Case(size, k, stride, dilation, before, after));
    Case x = fit(new Case(41 - size, 10 - k, 6 - stride, 5 - dilation, after, before));
    String text =
        Nets.around(
            y.size + "x" + x.size + "x3",
            "conv(%dx%d, 5, stride = %dx%d, dilation = %dx%d, pad = [%d, %d, %d, %d], round = %s)"
                .formatted(
                    y.k, x.k, y.stride, x.stride, y.dilation, x.dilation, y.before, y.after,
                    x.before, x.after, up ? "ceil" : "floor"));
    int rows = up ? y.ceil() : y.floor();
    int columns = up ? x.ceil() : x.floor();
    if (rows < 1 || columns < 1) {
      assertThat(Nets.codes(text)).containsExactly("CNN0302");
      return;
    }
    Layer layer = Nets.network(text).layers().get(0);
    Window w = ((Op.Convolution) layer.op()).window();
    assertThat(layer.output()).isEqualTo(new Shape.Image(rows, columns, 5));
    assertThat(w.outputHeight(y.size)).isEqualTo(rows);
    assertThat(w.outputWidth(x.size)).isEqualTo(columns);
    assertThat(w.padding().top()).isEqualTo(y.before);
    assertThat(w.padding().left()).isEqualTo(x.before);
    assertThat(w.padding().bottom()).isGreaterThanOrEqualTo(y.after);
    if (!up) {
      assertThat(w.padding()).isEqualTo(new Padding(y.before, y.after, x.before, x.after));
    }
  }

  /** Padding is less than a window reaches over. */
  private static Case fit(Case c) {
    int most = c.reach() - 1;
    return new Case(
        c.size, c.k, c.stride, c.dilation, Math.min(c.before, most), Math.min(c.after, most));
  }

  @Property
  void sameGivesOneWindowForEachStride(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 9) int k,
      @ForAll @IntRange(min = 1, max = 5) int stride,
      @ForAll @IntRange(min = 1, max = 4) int dilation,
      @ForAll boolean lower) {
    Layer layer =
        Nets.network(
                Nets.around(
                    size + "x" + size + "x2",
                    "conv(%d, 3, stride = %d, dilation = %d, pad = %s)"
                        .formatted(k, stride, dilation, lower ? "same_lower" : "same")))
            .layers().get(0);
    Padding p = ((Op.Convolution) layer.op()).window().padding();
    int out = (size + stride - 1) / stride;
    assertThat(layer.output()).isEqualTo(new Shape.Image(out, out, 3));
    int reach = (k - 1) * dilation + 1;
    assertThat(p.left() + p.right()).isEqualTo(Math.max(0, (out - 1) * stride + reach - size));
    assertThat(lower ? p.left() - p.right() : p.right() - p.left()).isBetween(0, 1);
    assertThat(p).isEqualTo(new Padding(p.left(), p.right(), p.left(), p.right()));
  }

  /** The maximum of nothing is no number, and neither is its mean. */
  @Property
  void everyPoolingWindowSeesAPixel(
      @ForAll @IntRange(min = 1, max = 5) int size,
      @ForAll @IntRange(min = 1, max = 4) int k,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 6) int dilation,
      @ForAll @IntRange(min = 0, max = 20) int pad,
      @ForAll @IntRange(min = 0, max = 3) int kind) {
    String padding = List.of(
        "pad = same", "pad = " + Math.min(pad, (k - 1) * dilation), "pad = valid, round = ceil",
        "pad = " + Math.min(pad, (k - 1) * dilation) + ", round = ceil").get(kind);
    String text =
        Nets.around(
            size + "x" + size + "x2",
            "pool(%d, %d, dilation = %d, %s)".formatted(k, stride, dilation, padding));
    if (!Nets.codes(text).isEmpty()) {
      assertThat(Nets.codes(text)).containsExactly("CNN0302");
      return;
    }
    Layer layer = Nets.network(text).layers().get(0);
    int before = ((Op.MaxPool) layer.op()).window().padding().top();
    int windows = ((Shape.Image) layer.output()).height();
    for (int o = 0; o < windows; o++) {
      int seen = 0;
      for (int i = 0; i < k; i++) {
        int row = o * stride - before + i * dilation;
        seen += row >= 0 && row < size ? 1 : 0;
      }
      assertThat(seen).as("pixels seen by window %d", o).isPositive();
    }
  }

  @Property
  void averagesCountWhatIsWrittenAndNotWhatRoundingAdds(
      @ForAll @IntRange(min = 3, max = 30) int size,
      @ForAll @IntRange(min = 1, max = 3) int k,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll boolean count,
      @ForAll boolean up) {
    int pad = k / 2;
    Layer layer =
        Nets.network(
                Nets.around(
                    size + "x" + size + "x2",
                    "avg_pool(%d, %d, pad = %d, count_pad = %s, round = %s)"
                        .formatted(k, stride, pad, count, up ? "ceil" : "floor")))
            .layers().get(0);
    Op.AveragePool pool = (Op.AveragePool) layer.op();
    Case c = new Case(size, k, stride, 1, pad, pad);
    assertThat(((Shape.Image) layer.output()).height()).isEqualTo(up ? c.ceil() : c.floor());
    assertThat(pool.counted())
        .isEqualTo(count ? new Padding(pad, pad, pad, pad) : Padding.NONE);
  }

  /** The output has the rows that some value reaches, less padding. */
  @Property
  void deconvolutionGivesTheRowsThatItsValuesReach(
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll @IntRange(min = 1, max = 3) int dilation,
      @ForAll @IntRange(min = 0, max = 6) int before,
      @ForAll @IntRange(min = 0, max = 6) int after,
      @ForAll @IntRange(min = 0, max = 4) int more) {
    Case c = fit(new Case(size, k, stride, dilation, before, after));
    String text =
        Nets.around(
            size + "x" + size + "x2",
            "deconv(%d, 3, stride = %d, dilation = %d, pad = [%d, %d, %d, %d], output_pad = %d)"
                .formatted(
                    k, stride, dilation, c.before, c.after, c.before, c.after, more));
    int reached = (size - 1) * stride + c.reach();
    int rows = reached - c.before - c.after + more;
    // Rows that come back where padding had taken them away are reached.
    boolean allowed = more < Math.max(stride, dilation) && more - c.after < stride;
    if (rows < 1 || !allowed) {
      assertThat(Nets.codes(text)).hasSize(1).isSubsetOf("CNN0302", "CNN0206");
      return;
    }
    Layer layer = Nets.network(text).layers().get(0);
    Op.TransposedConvolution op = (Op.TransposedConvolution) layer.op();
    assertThat(layer.output()).isEqualTo(new Shape.Image(rows, rows, 3));
    Window back = op.window();
    assertThat(back.outputHeight(rows)).isEqualTo(size);
    assertThat(back.outputWidth(rows)).isEqualTo(size);
    assertThat(back.padding().top()).isEqualTo(c.before);
    // The last window ends with the padding, or before the last rows.
    int end = (size - 1) * stride - c.before + c.reach();
    assertThat(back.padding().bottom()).isEqualTo(Math.max(0, end - rows));
  }

  @Property
  void deconvolutionWithSameMultipliesByTheStride(
      @ForAll @IntRange(min = 1, max = 12) int size,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 1, max = 4) int stride,
      @ForAll boolean lower) {
    Layer layer =
        Nets.network(
                Nets.around(
                    size + "x" + size + "x2",
                    "deconv(%d, 3, stride = %d, pad = %s)"
                        .formatted(k, stride, lower ? "same_lower" : "same")))
            .layers().get(0);
    Window back = ((Op.TransposedConvolution) layer.op()).window();
    Layer there =
        Nets.network(
                Nets.around(
                    size * stride + "x" + size * stride + "x3",
                    "conv(%d, 2, stride = %d, pad = %s)"
                        .formatted(k, stride, lower ? "same_lower" : "same")))
            .layers().get(0);
    assertThat(layer.output()).isEqualTo(new Shape.Image(size * stride, size * stride, 3));
    assertThat(back).isEqualTo(((Op.Convolution) there.op()).window());
    assertThat(there.output()).isEqualTo(new Shape.Image(size, size, 2));
  }

  @Property
  void aPoolOfThreeByTwoPadsAfterAndNotBefore(@ForAll @IntRange(min = 1, max = 64) int half) {
    Layer pool =
        Nets.network(Nets.around(2 * half + "x" + 2 * half + "x1", "pool(3, 2)")).layers().get(0);
    assertThat(((Op.MaxPool) pool.op()).window().padding()).isEqualTo(new Padding(0, 1, 0, 1));
  }
}
