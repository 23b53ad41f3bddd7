package cnnc.codegen.program;

import cnnc.codegen.graph.Op;

/**
 * What a block of threads of a GPU's kernel keeps of the channels of its pixels.
 *
 * @param floats values at once
 */
public record SharedMemory(long floats) {
  /** What every device gives a block without being asked, less a little for sums. */
  public static final long MOST = 12 * 1024 - 64;

  public static SharedMemory of(Op op) {
    if (op instanceof Op.Lrn l) {
      return new SharedMemory(padded(l.channels(), l.response()));
    }
    if (op instanceof Op.Normalized n) {
      return of(n.lrn());
    }
    if (op instanceof Op.PoolLrnGradient p) {
      return of(p.lrn());
    }
    if (op instanceof Op.LrnGradient l) {
      return new SharedMemory(
          2 * padded(l.channels(), l.response()) + (l.bias() ? block(l.channels()) : 0));
    }
    return new SharedMemory(op instanceof Op.BiasGradient b ? block(b.channels()) : 0);
  }

  /** Channels of the pixels at work, zeros beside them. */
  private static long padded(int channels, Op.Response response) {
    int together = Tasks.Blocks.together(channels);
    int beside = (response.radius() + together - 1) / together * together;
    return Tasks.Blocks.pixels(channels) * (channels + 2L * beside);
  }

  private static long block(int channels) {
    return (long) Tasks.Blocks.pixels(channels) * channels;
  }
}
