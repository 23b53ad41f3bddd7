package cnnc.runtime.metrics;

import cnnc.runtime.fault.Arguments;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a network is right as often as it says: answers by the probability of the class that they
 * name, in bins of equal width (Guo et al. 2017, 1706.04599).
 *
 * @param error mean over the answers of how far their bin's confidence is from its accuracy
 */
public record Calibration(double error, List<Bin> bins) {
  /** Answers whose confidence lies above the first number and not above the second. */
  public record Bin(double above, double upTo, long count, double confidence, double accuracy) {}

  public Calibration {
    bins = List.copyOf(bins);
  }

  static Calibration of(Answers answers, int bins) {
    Arguments.check(bins >= 1, "bins must be at least 1, not " + bins);
    long[] counts = new long[bins];
    long[] right = new long[bins];
    double[] confidences = new double[bins];
    for (int i = 0; i < answers.count(); i++) {
      int image = answers.imageOf(i);
      int predicted = answers.predicted(image);
      double confidence = answers.probability(image, predicted);
      int bin = Math.max(0, Math.min(bins - 1, (int) Math.ceil(confidence * bins) - 1));
      counts[bin]++;
      right[bin] += predicted == answers.labels()[image] ? 1 : 0;
      confidences[bin] += confidence;
    }
    List<Bin> all = new ArrayList<>();
    double error = 0;
    for (int b = 0; b < bins; b++) {
      double n = Math.max(1, counts[b]);
      Bin bin =
          new Bin(
              (double) b / bins, (b + 1.0) / bins, counts[b], confidences[b] / n, right[b] / n);
      all.add(bin);
      error += Math.abs(bin.confidence() - bin.accuracy()) * counts[b] / answers.count();
    }
    return new Calibration(error, all);
  }
}
