package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import cnnc.runtime.train.Judgement.Metric;
import java.util.Objects;

/**
 * How often a training's state is kept.
 *
 * @param keep how many of the newest files stay
 * @param best by what the best is kept beside them, where the network is judged
 */
public record Checkpointing(Duration every, int keep, Metric best) {
  /** The best is that of the greatest accuracy. */
  public Checkpointing(Duration every, int keep) {
    this(every, keep, Metric.ACCURACY);
  }

  public Checkpointing {
    Objects.requireNonNull(every, "every");
    Objects.requireNonNull(best, "best");
    Arguments.check(keep >= 1, "keep must be at least 1, not " + keep);
  }
}
