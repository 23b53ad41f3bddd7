package cnnc.runtime.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well a class is known; 0 stands where there is nothing to divide by.
 *
 * @param precision share of what was called by the name that deserves it
 * @param recall share of the class that was called by its name
 * @param f1 their harmonic mean
 * @param support answers whose label it is
 */
public record ClassScore(String name, double precision, double recall, double f1, long support) {
  static ClassScore of(String name, long right, long predicted, long support) {
    double precision = predicted == 0 ? 0 : (double) right / predicted;
    double recall = support == 0 ? 0 : (double) right / support;
    double sum = precision + recall;
    return new ClassScore(
        name, precision, recall, sum == 0 ? 0 : 2 * precision * recall / sum, support);
  }

  /** The mean over classes, each counted once. */
  public static double macro(List<ClassScore> scores, ToDoubleFunction<ClassScore> of) {
    return scores.stream().mapToDouble(of).average().orElse(0);
  }

  /** The mean over classes, each counted by its support. */
  public static double weighted(List<ClassScore> scores, ToDoubleFunction<ClassScore> of) {
    double all = scores.stream().mapToLong(ClassScore::support).sum();
    return scores.stream().mapToDouble(s -> of.applyAsDouble(s) * s.support() / all).sum();
  }
}
