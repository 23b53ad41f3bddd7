package cnnc.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;

/** {@link Lenet} in DJL. */
final class DjlLenet extends DjlStep {
  DjlLenet(float[] input, int[] labels) {
    super(input, labels, 28, 28, 1);
    train(
        normal(0.2f, 6, 1, 5, 5), filled(0, 6),
        normal(0.08f, 16, 6, 5, 5), filled(0, 16),
        normal(0.05f, 120, 400), filled(0, 120),
        normal(0.09f, 84, 120), filled(0, 84),
        normal(0.1f, 10, 84), filled(0, 10));
  }

  @Override
  NDArray loss(NDArray input) {
    NDArray h = pool(convolution(input, 0, 2));
    h = flat(pool(convolution(h, 2, 0)));
    h = Activation.relu(dense(h, 4));
    h = Activation.relu(dense(h, 6));
    return crossEntropy(dense(h, 8));
  }

  private static NDArray pool(NDArray x) {
    return Pool.maxPool2d(x, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
  }
}
