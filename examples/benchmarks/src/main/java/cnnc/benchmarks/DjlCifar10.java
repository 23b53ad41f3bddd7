package cnnc.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;

/** The article's network; DJL has no LRN layer, so LRN is composed as PyTorch does it. */
final class DjlCifar10 extends DjlStep {
  DjlCifar10(float[] input, int[] labels) {
    super(input, labels, 24, 24, 3);
    train(
        normal(0.05f, 64, 3, 5, 5), filled(0, 64),
        normal(0.05f, 64, 64, 5, 5), filled(0.1f, 64),
        normal(0.04f, 384, 2304), filled(0.1f, 384),
        normal(0.04f, 192, 384), filled(0.1f, 192),
        normal(1 / 192f, 10, 192), filled(0, 10));
  }

  @Override
  NDArray loss(NDArray input) {
    NDArray h = lrn(pool(convolution(input, 0, 2)));
    h = flat(pool(lrn(convolution(h, 2, 2))));
    h = Activation.relu(dense(h, 4));
    h = Activation.relu(dense(h, 6));
    return crossEntropy(dense(h, 8)).add(decay(4)).add(decay(6));
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
}
