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
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** The same step in DJL on PyTorch; it has no LRN layer, so LRN is composed as PyTorch does it. */
final class DjlStep implements Contestant {
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray[] parameters;
  private final NDArray images;
  private final NDArray labels;
  private final Optimizer adam =
      Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build();

  DjlStep(float[] input, int[] labels) {
    parameters =
        new NDArray[] {
          normal(0.05f, 64, 3, 5, 5), filled(0, 64),
          normal(0.05f, 64, 64, 5, 5), filled(0.1f, 64),
          normal(0.04f, 384, 2304), filled(0.1f, 384),
          normal(0.04f, 192, 384), filled(0.1f, 192),
          normal(1 / 192f, 10, 192), filled(0, 10)
        };
    for (NDArray p : parameters) {
      p.setRequiresGradient(true);
    }
    images =
        manager.create(input, new Shape(labels.length, 24, 24, 3)).transpose(0, 3, 1, 2)
            .duplicate();
    this.labels =
        manager.create(labels).toType(DataType.INT64, false).reshape(labels.length, 1);
  }

  private NDArray normal(float deviation, long... shape) {
    return manager.randomNormal(0, deviation, new Shape(shape), DataType.FLOAT32);
  }

  private NDArray filled(float value, long size) {
    return manager.full(new Shape(size), value);
  }

  @Override
  public String name() {
    return "DJL 0.35.1, PyTorch";
  }

  @Override
  public void run() {
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

  private NDArray loss(NDArray input) {
    NDArray h = lrn(pool(convolution(input, 0)));
    h = pool(lrn(convolution(h, 2))).reshape(images.getShape().get(0), -1);
    h = Activation.relu(dense(h, 4));
    h = Activation.relu(dense(h, 6));
    NDArray right = dense(h, 8).logSoftmax(1).get(new NDIndex().addPickDim(labels));
    return right.neg().mean().add(decay(4)).add(decay(6));
  }

  private NDArray convolution(NDArray x, int at) {
    return Activation.relu(
        Conv2d.conv2d(x, parameters[at], parameters[at + 1], new Shape(1, 1), new Shape(2, 2))
            .singletonOrThrow());
  }

  private NDArray dense(NDArray x, int at) {
    return Linear.linear(x, parameters[at], parameters[at + 1]).singletonOrThrow();
  }

  private NDArray decay(int at) {
    return parameters[at].square().sum().mul(0.002f);
  }

  /** TensorFlow's SAME: a row below and a column to the right. */
  private static NDArray pool(NDArray x) {
    return Pool.maxPool2d(
        x.pad(new Shape(0, 1, 0, 1), -3.4e38), new Shape(3, 3), new Shape(2, 2),
        new Shape(0, 0), false);
  }

  private static NDArray lrn(NDArray x) {
    NDArray squares = x.square().expandDims(1);
    NDArray mean =
        Pool.avgPool3d(
                squares, new Shape(9, 1, 1), new Shape(1, 1, 1), new Shape(4, 0, 0), false, true)
            .squeeze(1);
    return x.div(mean.mul(0.001f).add(1f).pow(0.75f));
  }

  @Override
  public void close() {
    manager.close();
  }
}
