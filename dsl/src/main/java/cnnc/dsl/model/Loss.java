package cnnc.dsl.model;

/** How far the values of one image are from its class; t is 1 for the class, 0 for the others. */
public sealed interface Loss {
  /**
   * Cross-entropy of the softmax.
   *
   * @param smoothing share of the target that is spread evenly over all classes (Szegedy et al. 2016,
   *     1512.00567)
   */
  record SoftmaxCrossEntropy(double smoothing) implements Loss {}

  /** Sum over the classes of the cross-entropy of sigmoid(x) against t. */
  record SigmoidCrossEntropy(double smoothing) implements Loss {}

  /** Mean over the classes of (x - t)^2. */
  record MeanSquaredError() implements Loss {}

  /** Mean over the classes of |x - t|. */
  record MeanAbsoluteError() implements Loss {}

  /**
   * Mean over the classes of (x - t)^2 / 2 where |x - t| is below delta, else of delta (|x - t| - delta
   * / 2).
   */
  record Huber(double delta) implements Loss {}

  /**
   * Sum over the other classes of max(0, margin + x - x of the class) (Weston and Watkins 1999).
   */
  record Hinge(double margin) implements Loss {}
}
