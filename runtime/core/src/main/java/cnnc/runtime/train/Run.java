package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;

/**
 * What the lengths of a training are measured by.
 *
 * @param images of the training set
 * @param batch images of a step
 * @param length the recipe's
 */
public record Run(long images, int batch, Duration length) {
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

  /** The share of a length that lies before a step; 1 behind its end. */
  double share(long step, Duration of) {
    return Math.min(1, (double) step / Math.max(1, steps(of)));
  }
}
