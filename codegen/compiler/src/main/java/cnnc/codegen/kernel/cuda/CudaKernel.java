package cnnc.codegen.kernel.cuda;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Kernel;
import java.util.Optional;

/** What a GPU runs at once. */
public sealed interface CudaKernel extends Kernel
    permits AveragePoolGradientKernel,
        AveragePoolKernel,
        ConvolutionProduct,
        CopyKernel,
        DenseInputGradientProduct,
        DenseProduct,
        DenseWeightGradientProduct,
        DepthwiseInputGradientKernel,
        DepthwiseKernel,
        DepthwiseWeightGradientKernel,
        GroupSumsKernel,
        InputGradientProduct,
        InterpolationGradientKernel,
        InterpolationKernel,
        LocalInputGradientProduct,
        LocalProduct,
        LocalWeightGradientProduct,
        LossKernel,
        LrnGradientKernel,
        LrnKernel,
        MaxPoolGradientKernel,
        MaxPoolKernel,
        NormalizedKernel,
        PointwiseKernel,
        WeightGradientProduct {
  /** Values of shared memory that every device gives a block unasked, less a little for sums. */
  long MOST_SHARED = 12 * 1024 - 64;

  /** The pixels and channels that its blocks step over, of one image; for one that is no product. */
  default Frame steps() {
    return new Frame(1, 1);
  }

  /** The call of cuDNN that computes the same, where there is one. */
  default Optional<Cudnn> cudnn() {
    return Optional.empty();
  }

  /** What cuDNN computes of a convolution. */
  record Cudnn(Operation operation, Geometry geometry, int outChannels, int groups) {
    /** Of a convolution's three products. */
    public enum Operation {
      CONVOLUTION,
      INPUT_GRADIENT,
      WEIGHT_GRADIENT
    }
  }

  /** Whether it works on values that all images share. */
  default boolean whole() {
    return false;
  }

  /** Whether a block sums over the pixels of an image. */
  default boolean blockPerImage() {
    return false;
  }

  /** Whether a warp handles an image. */
  default boolean warpPerImage() {
    return false;
  }

  /** How many sums over the batch by channel it makes, too. */
  default int sums() {
    return 0;
  }

  /** Values that a block keeps of the channels of its pixels. */
  default long shared() {
    return 0;
  }

  /** Channels of the pixels at work, zeros beside them. */
  default long padded(int channels, Op.Response response) {
    int together = Blocks.together(channels);
    int beside = (response.radius() + together - 1) / together * together;
    return Blocks.pixels(channels) * (channels + 2L * beside);
  }

  /** A value for each channel of the pixels at work. */
  default long block(int channels) {
    return (long) Blocks.pixels(channels) * channels;
  }
}
