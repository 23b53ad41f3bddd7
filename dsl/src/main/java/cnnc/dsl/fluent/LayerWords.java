package cnnc.dsl.fluent;

import cnnc.dsl.fluent.written.Written;

/** The words for layers. */
abstract class LayerWords extends ChainWords {
  LayerWords() {}

  /** A convolution of a k x k window. */
  public static Convolution conv(int k, int out) {
    return new Convolution(Written.word("conv", k, out));
  }

  /** A convolution of a window of so many rows and columns. */
  public static Convolution conv(int rows, int columns, int out) {
    return new Convolution(Written.word("conv", WrittenLayer.size(rows, columns), out));
  }

  /** The input gradient of a convolution of a k x k window, as a layer. */
  public static Deconvolution deconv(int k, int out) {
    return new Deconvolution(Written.word("deconv", k, out));
  }

  /** A convolution whose weights differ from place to place. */
  public static LocalConvolution local(int k, int out) {
    return new LocalConvolution(Written.word("local", k, out));
  }

  /** Every output from every input. */
  public static Dense dense(int n) {
    return new Dense(Written.word("dense", n));
  }

  /** The largest value of each k x k window, one beside the other. */
  public static Pool pool(int k) {
    return new Pool(Written.word("pool", k));
  }

  /** The largest value of each k x k window, so many pixels apart. */
  public static Pool pool(int k, int stride) {
    return new Pool(Written.word("pool", k, stride));
  }

  /** The mean of each k x k window, one beside the other. */
  public static Pool avgPool(int k) {
    return new Pool(Written.word("avg_pool", k));
  }

  /** The mean of each k x k window, so many pixels apart. */
  public static Pool avgPool(int k, int stride) {
    return new Pool(Written.word("avg_pool", k, stride));
  }

  /** The mean of each channel, to [channels]. */
  public static Layer globalAvgPool() {
    return Layer.of("global_avg_pool");
  }

  /** The largest value of each channel, to [channels]. */
  public static Layer globalMaxPool() {
    return Layer.of("global_max_pool");
  }

  /** Batch norm: each channel by its mean and variance over the batch. */
  public static Norm bn() {
    return new Norm(Written.word("bn"));
  }

  /** Each image by its mean and variance over all its values. */
  public static Norm layerNorm() {
    return new Norm(Written.word("layer_norm"));
  }

  /** Each image by those of each of so many groups of channels. */
  public static Norm groupNorm(int groups) {
    return new Norm(Written.word("group_norm", groups));
  }

  /** Each image by those of each channel. */
  public static Norm instanceNorm() {
    return new Norm(Written.word("instance_norm"));
  }

  /** Local response normalization across 2 radius + 1 channels. */
  public static Lrn lrn(int radius) {
    return new Lrn(Written.word("lrn", radius));
  }

  /** In training, zeros with this probability, and the others divided by that of staying. */
  public static Layer dropout(double p) {
    return Layer.of("dropout", p);
  }

  /** x s. */
  public static Layer scale(double s) {
    return Layer.of("scale", s);
  }

  /** x + s. */
  public static Layer shift(double s) {
    return Layer.of("shift", s);
  }

  /** x times a factor per channel that is learned and begins at 1. */
  public static Layer channelScale() {
    return Layer.of("channel_scale");
  }

  /** Each pixel k x k times. */
  public static Upsample upsample(int k) {
    return new Upsample(Written.word("upsample", k));
  }

  /** Zeros around, as many on all four sides. */
  public static Frame pad(int pixels) {
    return new Frame(Written.word("pad", pixels));
  }

  /** The middle of an image; as an augmentation any part of it. */
  public static Frame crop(int height, int width) {
    return new Frame(Written.word("crop", dims(height, width)));
  }

  /** Height, width, channels become one row of values. */
  public static Layer flatten() {
    return Layer.of("flatten");
  }

  /** Each k x k block becomes one pixel. */
  public static Layer spaceToDepth(int k) {
    return Layer.of("space_to_depth", k);
  }

  /** max(0, x). */
  public static Layer relu() {
    return Layer.of("relu");
  }

  /** min(max(0, x), 6). */
  public static Layer relu6() {
    return Layer.of("relu6");
  }

  /** x above 0, else slope x. */
  public static Layer leakyRelu(double slope) {
    return Layer.of("leaky_relu", slope);
  }

  /** x above 0, else x times a slope per channel that is learned and begins at 0.25. */
  public static Layer prelu() {
    return Layer.of("prelu");
  }

  /** x above 0, else e^x - 1. */
  public static Layer elu() {
    return Layer.of("elu");
  }

  /** {@code elu} with the constants of self-normalizing networks. */
  public static Layer selu() {
    return Layer.of("selu");
  }

  /** 1 / (1 + e^-x). */
  public static Layer sigmoid() {
    return Layer.of("sigmoid");
  }

  /** min(max(x / 6 + 1/2, 0), 1). */
  public static Layer hardSigmoid() {
    return Layer.of("hard_sigmoid");
  }

  /** x sigmoid(x). */
  public static Layer silu() {
    return Layer.of("silu");
  }

  /** x hard_sigmoid(x). */
  public static Layer hardSwish() {
    return Layer.of("hard_swish");
  }

  /** x times the standard normal distribution up to x. */
  public static Layer gelu() {
    return Layer.of("gelu");
  }

  /** The older approximation of {@code gelu} by tanh. */
  public static Layer geluTanh() {
    return Layer.of("gelu", Written.name("tanh"));
  }

  /** tanh x. */
  public static Layer tanh() {
    return Layer.of("tanh");
  }

  /** ln(1 + e^x). */
  public static Layer softplus() {
    return Layer.of("softplus");
  }

  /** x tanh(softplus x). */
  public static Layer mish() {
    return Layer.of("mish");
  }
}
