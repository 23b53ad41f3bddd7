package cnnc.runtime.train;

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
      implements Optimizer {}

  record Sgd(LearningRate rate) implements Optimizer {}
}
