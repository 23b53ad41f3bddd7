package cnnc.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** A training step in DJL on PyTorch, with Adam. */
abstract class DjlStep implements Contestant {
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray images;
  private final NDArray labels;
  private final Optimizer adam =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build();
  private NDArray[] parameters;

  /** On these images, height x width x channels, which become planes first. */
  DjlStep(float[] input, int[] labels, int height, int width, int channels) {
    images =
        manager.create(input, new Shape(labels.length, height, width, channels))
            .transpose(0, 3, 1, 2).duplicate();
    this.labels =
        manager.create(labels).toType(DataType.INT64, false).reshape(labels.length, 1);
  }

  /** Trains these, a weight and its bias for each layer. */
  final void train(NDArray... all) {
    parameters = all;
    for (NDArray p : parameters) {
      p.setRequiresGradient(true);
    }
  }

  final NDArray normal(float deviation, long... shape) {
    return manager.randomNormal(0, deviation, new Shape(shape), DataType.FLOAT32);
  }

  final NDArray array(float[] values, long... shape) {
    return manager.create(values, new Shape(shape));
  }

  /** The loss with the weights as they are. */
  final double loss() {
    try (NDManager once = manager.newSubManager()) {
      NDArray input = images.duplicate();
      input.attach(once);
      try (GradientCollector ignored = Engine.getInstance().newGradientCollector()) {
        NDArray loss = loss(input);
        loss.attach(once);
        return loss.getFloat();
      }
    }
  }

  final NDArray filled(float value, long size) {
    return manager.full(new Shape(size), value);
  }

  @Override
  public final String name() {
    return "DJL 0.35.1, PyTorch";
  }

  @Override
  public final void run() {
    try (NDManager step = manager.newSubManager()) {
      NDArray input = images.duplicate();
      input.attach(step);
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDArray loss = loss(input);
        gradients.backward(loss);
        loss.attach(step);
        if (!Float.isFinite(loss.getFloat())) {
          throw new IllegalStateException("diverged");
        }
      }
      for (int i = 0; i < parameters.length; i++) {
        try (NDArray gradient = parameters[i].getGradient()) {
          adam.update("p" + i, parameters[i], gradient);
        }
      }
    }
  }

  /** What is minimised. */
  abstract NDArray loss(NDArray input);

  /** The mean cross entropy of logits. */
  final NDArray crossEntropy(NDArray logits) {
    return logits.logSoftmax(1).get(new NDIndex().addAllDim().addPickDim(labels)).neg().mean();
  }

  /** Convolution and relu, by the weights at this place. */
  final NDArray convolution(NDArray x, int at, int padding) {
    return Activation.relu(
        Conv2d.conv2d(
                x, parameters[at], parameters[at + 1], new Shape(1, 1), new Shape(padding, padding))
            .singletonOrThrow());
  }

  final NDArray dense(NDArray x, int at) {
    return Linear.linear(x, parameters[at], parameters[at + 1]).singletonOrThrow();
  }

  /** Half of 0.004 |w|^2. */
  final NDArray decay(int at) {
    return parameters[at].square().sum().mul(0.002f);
  }

  /** A row of values for each image. */
  static NDArray flat(NDArray x) {
    return x.reshape(x.getShape().get(0), -1);
  }

  @Override
  public final void close() {
    manager.close();
  }
}
