package cnnc.codegen.graph;

/**
 * What a node computes. The lists say inputs -> outputs; x is a value, w weights, b a bias, d
 * stands before a gradient. Shapes are those of one image.
 */
public sealed interface Op {

  /** x, w [, b] -> y. */
  record Convolution(Geometry geometry, int outChannels, Epilogue epilogue) implements Op {}

  /** dy, w -> dx. */
  record ConvolutionInputGradient(Geometry geometry, int outChannels) implements Op {}

  /** x, dy -> dw. */
  record ConvolutionWeightGradient(Geometry geometry, int outChannels) implements Op {}

  /**
   * w -> u, transformed for each element of a tile; backward, those of the convolution that makes the
   * input's gradient: channels swapped and the window turned round.
   */
  record WinogradWeights(Winograd winograd, int inChannels, int outChannels, boolean backward)
      implements Op {}

  /** x, u [, b] -> y, so many rows of tiles at once. */
  record WinogradConvolution(
      Winograd winograd, Geometry geometry, int outChannels, Epilogue epilogue, int rows)
      implements Op {}

  /** x, dy -> dw, so many rows of tiles at once. */
  record WinogradWeightGradient(
      Winograd winograd, Geometry geometry, int outChannels, int rows)
      implements Op {}

  /** x, w [, b] -> y. */
  record Dense(int in, int out, Epilogue epilogue) implements Op {}

  /** dy, w [, y] -> dx; with relu, y is the ReLU's value behind which dx stands. */
  record DenseInputGradient(int in, int out, boolean relu) implements Op {}

  /** x, dy -> dw [, db]. */
  record DenseWeightGradient(int in, int out, boolean bias) implements Op {}

  /** x, b -> y; the bias is per channel. */
  record AddBias(int pixels, int channels) implements Op {}

  /** x [, b] -> y: what its epilogue says, where no other kernel makes x. */
  record Activation(int pixels, int channels, Epilogue epilogue) implements Op {}

  /** dy [, y] -> [dx,] db; with relu, dx is dy where y is positive, and db sums dx. */
  record BiasGradient(int pixels, int channels, boolean relu) implements Op {}

  /** x -> y. */
  record Relu(int size) implements Op {}

  /** dy, y -> dx. */
  record ReluGradient(int size) implements Op {}

  /** x [, b] -> y [, argmax]; the argmax packs window positions of neighbouring columns. */
  record MaxPool(Geometry geometry, Epilogue epilogue, boolean argmax) implements Op {
    /** Words of the argmax of one image. */
    public int argmaxWords() {
      return geometry.outHeight() * geometry.argmaxColumns() * geometry.channels();
    }
  }

  /** dy, argmax -> dx. */
  record MaxPoolGradient(Geometry geometry) implements Op {}

  /** x -> y. */
  record Lrn(int height, int width, int channels, Response response) implements Op {}

  /** dy, x -> dx [, db]; with relu, x is a ReLU's value and dx its input's gradient. */
  record LrnGradient(
      int height, int width, int channels, Response response, boolean relu, boolean bias)
      implements Op {}

  /** The inputs of first -> [the outputs of first,] z: first's value, kept if need be, then LRN. */
  record Normalized(Op first, Lrn lrn, boolean keep) implements Op {}

  /** dz, argmax, x -> dx [, db]: the gradients of a pool and of the LRN in front of it. */
  record PoolLrnGradient(MaxPoolGradient pool, LrnGradient lrn) implements Op {}

  /** x / (k + alpha * sum of x^2 over the channels within radius)^beta. */
  record Response(int radius, double k, double alpha, double beta) {}

  /** logits, labels -> losses, dlogits; the gradient is that of the batch's mean. */
  record SoftmaxCrossEntropy(int classes) implements Op {}

  /** w -> w with the last two of its three axes swapped. */
  record Transpose(int count, int rows, int columns) implements Op {}

  /** parts x size -> size, summed in order. */
  record SumParts(int parts, int size) implements Op {}
}
