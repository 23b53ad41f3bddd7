package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Written;
import java.util.Arrays;

/** How far an output is from the label, for one image. */
public final class Loss {
  final Written written;

  private Loss(Written written) {
    this.written = written;
  }

  /** A loss of this word, of an output and the label. */
  public static Loss of(String word, Object output, Object label) {
    return new Loss(Written.word(word, output, label));
  }

  /** Of cross-entropies: how much of the label's 1 goes to the other classes; 0 by default. */
  public Loss smoothing(double share) {
    return new Loss(written.with("smoothing", share));
  }

  /** Of {@code huber}: where the square ends; 1 by default. */
  public Loss delta(double border) {
    return new Loss(written.with("delta", border));
  }

  /** Of {@code hinge}: 1 by default. */
  public Loss margin(double margin) {
    return new Loss(written.with("margin", margin));
  }

  /** A factor for each class. */
  public Loss weights(double... factors) {
    return new Loss(
        written.with("weights", factors == null ? null : Arrays.stream(factors).boxed().toList()));
  }
}
