package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import java.util.Objects;

/** How gradients change parameters. */
public sealed interface Optimizer {
  LearningRate rate();

  /** Kingma and Ba 2014, with "epsilon hat" as TensorFlow applies it. */
  static Optimizer adam(LearningRate rate, double beta1, double beta2, double epsilon) {
    return new Adam(rate, beta1, beta2, epsilon);
  }

  static Optimizer sgd(LearningRate rate) {
    return new Sgd(rate);
  }

  record Adam(LearningRate rate, double beta1, double beta2, double epsilon)
      implements Optimizer {
    public Adam {
      Objects.requireNonNull(rate, "rate");
      Arguments.check(beta1 >= 0 && beta1 < 1, "beta1 must be from 0 to below 1, not " + beta1);
      Arguments.check(beta2 >= 0 && beta2 < 1, "beta2 must be from 0 to below 1, not " + beta2);
      Arguments.checkNotNegative(epsilon, "epsilon");
    }
  }

  record Sgd(LearningRate rate) implements Optimizer {
    public Sgd {
      Objects.requireNonNull(rate, "rate");
    }
  }
}
