package cnnc.runtime.data;

import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;

/**
 * Images that can be learned without a download. A class is a grating (how fine, how it lies) in a
 * colour; phase, strength and noise are drawn per image. Mirroring keeps the class.
 */
final class Synthetic {
  /** Waves across the image, downwards and sideways; the sign of the second is drawn. */
  private static final double[][] WAVES = {{4, 0}, {0, 4}, {3, 3}, {8, 0}, {0, 8}};
  private static final double[][] COLOURS = {
    {1, 0.2, -0.8}, {-0.6, 1, 0.2}, {0.2, -0.8, 1}, {1, 1, 1}
  };

  private final RecordFormat format;
  private final long seed;

  Synthetic(RecordFormat format, long seed) {
    this.format = format;
    this.seed = seed;
  }

  /** Records of the format, classes in turn. */
  byte[] records(int count, int part) {
    Draws draws = new Draws(seed);
    byte[] records = new byte[Math.multiplyExact(count, format.recordSize())];
    for (int i = 0; i < count; i++) {
      image(records, i * format.recordSize(), i % format.classes(), draws, part, i);
    }
    return records;
  }

  private void image(byte[] out, int at, int label, Draws draws, int part, int index) {
    int epoch = part << 8;
    double[] wave = WAVES[label % WAVES.length];
    double[] colour = COLOURS[label / WAVES.length % COLOURS.length];
    double finer = 1 + label / (WAVES.length * COLOURS.length) * 0.5;
    double phase = 2 * Math.PI * draws.uniform(Streams.SYNTHETIC, epoch, index);
    double side = draws.uniform(Streams.SYNTHETIC, epoch + 1, index) < 0.5 ? -1 : 1;
    double strength = 40 + 40 * draws.uniform(Streams.SYNTHETIC, epoch + 2, index);
    out[at + format.labelBytes() - 1] = (byte) label;
    int pixel = at + format.labelBytes();
    // A cheap xorshift for the noise, begun from one draw of the image's own.
    int noise = draws.below(Integer.MAX_VALUE, Streams.SYNTHETIC, epoch + 3, index) | 1;
    for (int c = 0; c < format.channels(); c++) {
      for (int y = 0; y < format.height(); y++) {
        for (int x = 0; x < format.width(); x++) {
          noise ^= noise << 13;
          noise ^= noise >>> 17;
          noise ^= noise << 5;
          double turn = finer
              * (wave[0] * y / format.height() + side * wave[1] * x / format.width());
          double value = 128
              + strength * colour[c % 3] * StrictMath.sin(2 * Math.PI * turn + phase)
              + (noise >>> 24) * 0.3 - 38;
          out[pixel++] = (byte) Math.max(0, Math.min(255, value));
        }
      }
    }
  }
}
