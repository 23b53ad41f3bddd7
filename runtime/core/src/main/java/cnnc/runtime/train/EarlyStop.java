package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import java.util.Objects;

/**
 * Ends a training that gets no better.
 *
 * @param patience after how many judgements in a row that are not better than the best
 * @param least by how much one has to be better
 */
public record EarlyStop(int patience, Judgement.Metric metric, double least) {
  public EarlyStop {
    Objects.requireNonNull(metric, "metric");
    Arguments.check(patience >= 1, "patience must be at least 1, not " + patience);
    Arguments.checkNotNegative(least, "least");
  }

  boolean stops(Judgements judged) {
    return judged.plateaus(metric, Long.MAX_VALUE, patience, least) > 0;
  }
}
