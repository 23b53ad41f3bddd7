package cnnc.codegen.kernel.cpu;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import java.util.Optional;

/**
 * How tasks share a convolution of few images and many weights: each makes some output channels of a
 * band of rows, so that nobody reads all weights. Bands of the same channels follow each other.
 *
 * @param channels of a task
 * @param bands of an image
 */
public record ChannelBlocks(int channels, int bands) {
  /** By measurement; whole vectors of any width, several of them to a register tile. */
  private static final int[] SIZES = {32, 48, 80};

  /** Of one image: enough for many threads, few enough for weights to be read by few. */
  private static final int TASKS = 16;

  /** Blocks for a convolution, where its weights are more than what it reads and writes of an image. */
  public static Optional<ChannelBlocks> of(Op.Convolution c) {
    Geometry g = c.geometry();
    int out = c.outChannels();
    long image = (long) g.inSize() + (long) g.outPixels() * out;
    if (c.groups() > 1 || g.weights(out, 1) <= image) {
      return Optional.empty();
    }
    for (int size : SIZES) {
      if (out % size == 0) {
        int blocks = out / size;
        int bands = Math.min(g.outHeight(), (TASKS + blocks - 1) / blocks);
        return Optional.of(new ChannelBlocks(size, bands));
      }
    }
    return Optional.empty();
  }

  /** Tasks of an image of so many output channels. */
  public int tasks(int outChannels) {
    return outChannels / channels * bands;
  }
}
