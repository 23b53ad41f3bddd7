package cnnc.dsl.resolve.training;

import cnnc.dsl.model.Loss;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The words for losses of single images, and their arguments behind output and label. */
final class Losses {
  record Entry(Signature signature, Function<Bound, Loss> rule) {}

  static final Map<String, Entry> TABLE = table();

  private Losses() {}

  private static Map<String, Entry> table() {
    Map<String, Entry> t = new LinkedHashMap<>();
    add(t, "softmax_xent", "smoothing = 0, ",
        b -> new Loss.SoftmaxCrossEntropy(b.share("smoothing", 0)));
    add(t, "sigmoid_xent", "smoothing = 0, ",
        b -> new Loss.SigmoidCrossEntropy(b.share("smoothing", 0)));
    add(t, "mse", "", b -> new Loss.MeanSquaredError());
    add(t, "mae", "", b -> new Loss.MeanAbsoluteError());
    add(t, "huber", "delta = 1, ", b -> new Loss.Huber(b.number("delta", 1, 1e-6, 1e6)));
    add(t, "hinge", "margin = 1, ", b -> new Loss.Hinge(b.number("margin", 1, 0, 1e6)));
    return t;
  }

  private static void add(
      Map<String, Entry> table, String word, String own, Function<Bound, Loss> rule) {
    table.put(
        word, new Entry(Signature.of(word, "output, label, " + own + "weights = none"), rule));
  }
}
