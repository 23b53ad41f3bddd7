package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import java.util.List;
import java.util.Objects;

/** The learning rate as a function of the step. */
public sealed interface LearningRate {
  /**
   * The rate at a step.
   *
   * @param images number of training images, for schedules in epochs
   */
  double at(long step, long images, int batch);

  static LearningRate constant(double rate) {
    return new Constant(rate);
  }

  /** initial * factor ^ (step / every); the exponent is floored when {@code staircase}. */
  static LearningRate exponentialDecay(
      double initial, double factor, Duration every, boolean staircase) {
    return new ExponentialDecay(initial, factor, every, staircase);
  }

  /** initial * factor ^ (number of borders reached). */
  static LearningRate steps(double initial, double factor, Duration... borders) {
    return new Steps(initial, factor, List.of(borders));
  }

  record Constant(double rate) implements LearningRate {
    public Constant {
      Arguments.checkNotNegative(rate, "rate");
    }

    @Override
    public double at(long step, long images, int batch) {
      return rate;
    }
  }

  record ExponentialDecay(double initial, double factor, Duration every, boolean staircase)
      implements LearningRate {
    public ExponentialDecay {
      Arguments.checkNotNegative(initial, "initial");
      Arguments.checkNotNegative(factor, "factor");
      Objects.requireNonNull(every, "every");
    }

    @Override
    public double at(long step, long images, int batch) {
      double times = (double) step / Math.max(1, every.steps(images, batch));
      return initial * StrictMath.pow(factor, staircase ? Math.floor(times) : times);
    }
  }

  record Steps(double initial, double factor, List<Duration> borders)
      implements LearningRate {
    public Steps {
      Arguments.checkNotNegative(initial, "initial");
      Arguments.checkNotNegative(factor, "factor");
      borders = List.copyOf(borders);
    }

    @Override
    public double at(long step, long images, int batch) {
      long reached = borders.stream().filter(b -> step >= b.steps(images, batch)).count();
      return initial * StrictMath.pow(factor, reached);
    }
  }
}
