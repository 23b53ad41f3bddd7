package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Shape;
import java.util.List;

/**
 * A layer over a batch.
 *
 * @param index of the layer in its network
 * @param inputs by input, image, element
 */
record Call(
    Layer layer,
    int index,
    boolean training,
    List<double[][]> inputs,
    List<double[]> parameters,
    List<double[]> states,
    Draws draws) {
  int images() {
    return inputs.get(0).length;
  }

  /** An image of the only input, or of the first. */
  double[] input(int image) {
    return inputs.get(0)[image];
  }

  /** Channels of the first input; value i of an image belongs to channel i % channels. */
  int channels() {
    return layer.shapes().inputs().get(0).channels();
  }

  /** Zeros of the output's shape, by image. */
  double[][] zeros() {
    return new double[images()][layer.output().size()];
  }

  static Shape.Image image(Layer layer) {
    return (Shape.Image) layer.shapes().inputs().get(0);
  }
}
