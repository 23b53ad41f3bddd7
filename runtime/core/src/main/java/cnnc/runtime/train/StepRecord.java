package cnnc.runtime.train;

import java.util.Locale;

/**
 * A logged step. The loss is that of the step's batch and the weights before it; times are means
 * since the line before.
 *
 * @param weightLoss the L2 term; 0 where there is none
 */
public record StepRecord(
    long step,
    double crossEntropy,
    double weightLoss,
    double learningRate,
    double examplesPerSecond,
    double secondsPerBatch) {
  /** The sum of the terms. */
  public double loss() {
    return crossEntropy + weightLoss;
  }

  /** The recipe's log line, in the C locale. */
  public String line(Recipe recipe) {
    return String.format(
        Locale.ROOT, recipe.logFormat(), step, loss(), examplesPerSecond, secondsPerBatch);
  }
}
