package cnnc.dsl.model;

/** How gradients change parameters. */
public sealed interface Optimizer {
  LearningRate rate();

  /** Kingma and Ba 2014, 1412.6980, with "epsilon hat" as TensorFlow applies it. */
  record Adam(LearningRate rate, double beta1, double beta2, double epsilon)
      implements Optimizer {}

  /** w -= rate * gradient. */
  record Sgd(LearningRate rate) implements Optimizer {}
}
