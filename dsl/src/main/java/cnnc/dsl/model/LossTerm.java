package cnnc.dsl.model;

/** A named term; the loss is the sum of the terms. */
public record LossTerm(String name, Kind kind) {
  /** What a term sums. */
  public enum Kind {
    /** Mean over the batch of the softmax cross-entropy of the logits against the label. */
    CROSS_ENTROPY,
    /** Sum over the parameters of decay * |w|^2 / 2. */
    L2
  }
}
