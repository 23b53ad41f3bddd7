package cnnc.dsl.model;

import java.util.Optional;

/** What a layer computes. */
public sealed interface Op {
  /** The word of the language. */
  String word();

  /**
   * Cross-correlation with a window, then a bias per channel.
   *
   * @param bias its start value; empty for none
   * @param decay factor of the weights' |w|^2 / 2 in the loss
   */
  record Conv(Window window, int channels, Init init, Optional<Double> bias, double decay)
      implements Op {
    @Override
    public String word() {
      return "conv";
    }
  }

  /** The largest value of each window; padding never wins. */
  record MaxPool(Window window) implements Op {
    @Override
    public String word() {
      return "pool";
    }
  }

  /**
   * Local response normalization across channels: x / (k + alpha * sum of x^2 over the channels
   * within {@code radius})^beta (Krizhevsky et al. 2012, section 3.3; alpha is not divided).
   */
  record Lrn(int radius, double k, double alpha, double beta) implements Op {
    @Override
    public String word() {
      return "lrn";
    }
  }

  /** Every output from every input: x w + b. */
  record Dense(int units, Init init, Optional<Double> bias, double decay) implements Op {
    @Override
    public String word() {
      return "dense";
    }
  }

  /** max(x, 0). */
  record Relu() implements Op {
    @Override
    public String word() {
      return "relu";
    }
  }
}
