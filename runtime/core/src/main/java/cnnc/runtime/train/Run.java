package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;

/**
 * What the lengths of a training are measured by.
 *
 * @param images of the training set
 * @param batch images of a step
 * @param length the recipe's
 * @param judged so far, which grows
 * @param begin the step from which others are counted
 */
public record Run(long images, int batch, Duration length, Judgements judged, long begin) {
  /** A run before its first step. */
  public Run(long images, int batch, Duration length) {
    this(images, batch, length, new Judgements(), 0);
  }

  public Run {
    Arguments.check(
        length.unit() != Duration.Unit.RUNS, "a run's length is so many steps or epochs, not " + length);
  }

  /** Steps of a length: floor(epochs * images / batch), or floor(runs * steps of the run). */
  public long steps(Duration d) {
    return switch (d.unit()) {
      case STEPS -> (long) d.amount();
      case EPOCHS -> (long) Math.floor(d.amount() * images / batch);
      case RUNS -> (long) Math.floor(d.amount() * steps(length));
    };
  }

  /** The same, whose steps are counted from this one. */
  Run from(long step) {
    return new Run(images, batch, length, judged, begin + step);
  }

  /** The share of a length that lies before a step; 1 behind its end. */
  double share(long step, Duration of) {
    return Math.min(1, (double) step / Math.max(1, steps(of)));
  }
}
