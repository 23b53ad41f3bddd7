package cnnc.dsl.resolve.layer;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.resolve.value.Bound;

/** {@code pool}, {@code avg_pool}, {@code global_avg_pool}, {@code global_max_pool}. */
final class PoolRules {
  private PoolRules() {}

  static void addTo(LayerRules rules) {
    rules.image(
        "pool", "k, stride = k, pad = same, dilation = 1, round = floor", PoolRules::max);
    rules.image(
        "avg_pool", "k, stride = k, pad = same, count_pad = false, round = floor",
        PoolRules::average);
    rules.image("global_max_pool", "", (b, in) -> new Op.GlobalMaxPool());
    rules.image("global_avg_pool", "", (b, in) -> new Op.GlobalAveragePool());
  }

  private static Op max(Bound b, Shape.Image in) {
    Window w = Windows.pool(b, in).window();
    // With wider holes than the image, a window may see nothing of it, and nothing has no maximum.
    if (!b.failed()
        && (w.height() > 1 && w.dilationY() > in.height()
            || w.width() > 1 && w.dilationX() > in.width())) {
      b.misfit(
          Diagnostic.of(
              Code.WINDOW_TOO_LARGE, b.span("dilation"),
              "the dilation of " + w.dilationY() + "x" + w.dilationX() + " is larger than the "
                  + in + " input"));
    }
    return new Op.MaxPool(w);
  }

  private static Op average(Bound b, Shape.Image in) {
    Windows.Read read = Windows.pool(b, in);
    return new Op.AveragePool(
        read.window(), b.flag("count_pad", false) ? read.written() : Padding.NONE);
  }
}
