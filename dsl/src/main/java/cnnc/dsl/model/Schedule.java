package cnnc.dsl.model;

import java.util.List;

/** The learning rate as a function of the step. */
public sealed interface LearningRate {
  double initial();

  record Constant(double initial) implements LearningRate {}

  /** initial * factor ^ (step / every); the exponent is floored when {@code staircase}. */
  record ExponentialDecay(double initial, double factor, Duration every, boolean staircase)
      implements LearningRate {}

  /** initial * factor ^ (number of borders that the step has reached). */
  record Piecewise(List<Duration> borders, double initial, double factor)
      implements LearningRate {
    public Piecewise {
      borders = List.copyOf(borders);
    }
  }
}
