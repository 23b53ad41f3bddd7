package cnnc.dsl.model;

import java.util.List;
import java.util.Optional;

/** What a layer computes. */
public sealed interface Op {
  /** The word of the language. */
  String word();

  /** Whether predictions find behind it the values that stand before it. */
  default boolean keepsValues() {
    return false;
  }

  /**
   * What a layer learns.
   *
   * @param init how the weights start
   * @param bias how the biases start; empty for none
   * @param decay factor of the weights' |w|^2 / 2 in the loss
   */
  record Weights(Init init, Optional<Double> bias, double decay) {}

  /**
   * Cross-correlation with a window, then a bias per channel.
   *
   * @param groups channels fall into so many groups, each read by its share of the outputs
   */
  record Convolution(Window window, int channels, int groups, Weights weights) implements Op {
    @Override
    public String word() {
      return "conv";
    }
  }

  /**
   * The input gradient of a convolution, as a layer.
   *
   * @param window of the convolution that leads from this layer's output back to its input
   * @param height rows of the output
   * @param width columns of the output
   */
  record TransposedConvolution(
      Window window, int height, int width, int channels, int groups, Weights weights)
      implements Op {
    @Override
    public String word() {
      return "deconv";
    }
  }

  /** A convolution whose weights and biases differ from position to position. */
  record LocalConvolution(Window window, int channels, Weights weights) implements Op {
    @Override
    public String word() {
      return "local";
    }
  }

  /** Every output from every input: x w + b. */
  record Dense(int units, Weights weights) implements Op {
    @Override
    public String word() {
      return "dense";
    }
  }

  /** The largest value of each window; padding never wins. */
  record MaxPool(Window window) implements Op {
    @Override
    public String word() {
      return "pool";
    }
  }

  /**
   * The mean of each window.
   *
   * @param counted what is counted around the image, as zeros; no padding means the pixels inside only
   */
  record AveragePool(Window window, Padding counted) implements Op {
    @Override
    public String word() {
      return "avg_pool";
    }
  }

  /** The largest value of each channel. */
  record GlobalMaxPool() implements Op {
    @Override
    public String word() {
      return "global_max_pool";
    }
  }

  /** The mean of each channel. */
  record GlobalAveragePool() implements Op {
    @Override
    public String word() {
      return "global_avg_pool";
    }
  }

  /**
   * Local response normalization across channels: x / (k + alpha * sum of x^2 over the channels
   * within {@code radius})^beta (Krizhevsky et al. 2012, section 3.3; alpha is not divided).
   */
  record Lrn(int radius, double k, double alpha, double beta) implements Op {
    @Override
    public String word() {
      return "lrn";
    }
  }

  /**
   * (x - mean) / sqrt(variance + epsilon), times a scale and plus a shift per channel.
   *
   * @param scale whether there is a scale, which starts at 1
   * @param shift whether there is a shift, which starts at 0
   */
  record Normalization(double epsilon, boolean scale, boolean shift) {}

  /**
   * Each channel by its mean and its biased variance over the batch (Ioffe and Szegedy 2015,
   * 1502.03167); judged by their running averages.
   *
   * @param momentum share of the old running average in the new one
   */
  record BatchNorm(double momentum, Normalization normalization) implements Op {
    @Override
    public String word() {
      return "bn";
    }
  }

  /**
   * Each image by the mean and variance of each of its groups of channels (Wu and He 2018,
   * 1803.08494). One group is layer norm, a group for each channel instance norm.
   *
   * @param word {@code layer_norm}, {@code group_norm} or {@code instance_norm}
   */
  record GroupNorm(String word, int groups, Normalization normalization) implements Op {}

  /**
   * In training, each value becomes zero with this probability and is divided by that of the others
   * (Srivastava et al. 2014).
   */
  record Dropout(double probability) implements Op {
    @Override
    public String word() {
      return "dropout";
    }

    @Override
    public boolean keepsValues() {
      return true;
    }
  }

  /**
   * A function of single values.
   *
   * @param arguments in the order of the function's
   */
  record Activate(Activation function, List<Double> arguments) implements Op {
    public Activate {
      arguments = List.copyOf(arguments);
    }

    @Override
    public String word() {
      return function.word();
    }
  }

  /** x where it is positive, else x times a factor per channel that is learned. */
  record Prelu(Init init) implements Op {
    @Override
    public String word() {
      return "prelu";
    }
  }

  /** x times a factor. */
  record Scale(double factor) implements Op {
    @Override
    public String word() {
      return "scale";
    }
  }

  /** x plus a term. */
  record Shift(double term) implements Op {
    @Override
    public String word() {
      return "shift";
    }
  }

  /** x times a factor per channel that is learned. */
  record ChannelScale(Init init) implements Op {
    @Override
    public String word() {
      return "channel_scale";
    }
  }

  /** Of values of one shape, or of an image and one value for each of its channels. */
  record Join(Combination how) implements Op {
    @Override
    public String word() {
      return how.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** How values become one. */
  enum Combination {
    ADD,
    MUL,
    MAX
  }

  /** One image behind the other, along the channels. */
  record Concat() implements Op {
    @Override
    public String word() {
      return "concat";
    }
  }

  /**
   * A larger image.
   *
   * @param bilinear between pixels, by half-pixel centres and with edges kept; else each pixel is
   *     repeated
   */
  record Upsample(int factorY, int factorX, boolean bilinear) implements Op {
    @Override
    public String word() {
      return "upsample";
    }
  }

  /** Zeros around an image. */
  record Pad(Padding padding) implements Op {
    @Override
    public String word() {
      return "pad";
    }
  }

  /** A part of an image. */
  record Crop(int top, int left, int height, int width) implements Op {
    @Override
    public String word() {
      return "crop";
    }
  }

  /** Height, width, channels become one row of values. */
  record Flatten() implements Op {
    @Override
    public String word() {
      return "flatten";
    }

    @Override
    public boolean keepsValues() {
      return true;
    }
  }

  /** Each block of pixels becomes one, its channels behind each other, rows first. */
  record SpaceToDepth(int block) implements Op {
    @Override
    public String word() {
      return "space_to_depth";
    }
  }
}
