package cnnc.dsl.model;

import java.util.List;

/** A named term; the loss is the sum of the terms. */
public sealed interface LossTerm {
  String name();

  /** Sum over the parameters of decay * |w|^2 / 2. */
  record L2(String name) implements LossTerm {}

  /**
   * How far an output is from the label, over a batch.
   *
   * @param output which of the network's outputs
   * @param factor what the term is multiplied by
   * @param mean over the batch, else the sum
   * @param weights by class, multiplied with the loss of the images of that class; empty for none
   */
  record Judged(
      String name, Loss loss, int output, double factor, boolean mean, List<Double> weights)
      implements LossTerm {
    public Judged {
      weights = List.copyOf(weights);
    }

    /** The same of another output. */
    public Judged of(int other) {
      return new Judged(name, loss, other, factor, mean, weights);
    }
  }
}
