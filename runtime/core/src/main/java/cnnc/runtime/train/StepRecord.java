package cnnc.runtime.train;

import java.util.List;
import java.util.Locale;

/**
 * A logged step. The loss is that of the step's batch and the weights before it; times are means
 * since the line before.
 *
 * @param judged what the terms that judge are worth, in the recipe's order
 * @param weightLoss the L2 term; 0 where there is none
 */
public record StepRecord(
    long step,
    List<Double> judged,
    double weightLoss,
    double learningRate,
    double examplesPerSecond,
    double secondsPerBatch) {
  public StepRecord {
    judged = List.copyOf(judged);
  }

  /** The sum of the terms. */
  public double loss() {
    double sum = 0;
    for (double term : judged) {
      sum += term;
    }
    return sum + weightLoss;
  }

  /** The recipe's log line, in the C locale. */
  public String line(Recipe recipe) {
    return String.format(
        Locale.ROOT, recipe.monitor().logFormat(), step, loss(), examplesPerSecond, secondsPerBatch);
  }
}
