package cnnc.runtime.augment;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.random.Draws;
import cnnc.runtime.random.Streams;

/** Runs a chain on images; holds scratch, so one instance per thread. */
public final class Augmenter {
  /** Between the streams of the first and the second op of a kind in one chain. */
  private static final int NEXT_OF_KIND = 32;

  private final Augmentation.Op[] ops;
  private final int[] repeats;
  private final Draws draws;
  private final double[] sums;
  private float[] values;
  private int height;
  private int width;
  private int channels;

  /**
   * A runner of this chain.
   *
   * @param seed of all draws
   */
  public Augmenter(Augmentation chain, long seed, int channels) {
    ops = chain.ops().toArray(Augmentation.Op[]::new);
    repeats = new int[ops.length];
    for (int i = 0; i < ops.length; i++) {
      for (int j = 0; j < i; j++) {
        if (ops[j].getClass() == ops[i].getClass()) {
          repeats[i] += NEXT_OF_KIND;
        }
      }
    }
    draws = new Draws(seed);
    sums = new double[channels];
    values = new float[0];
  }

  /** Writes image {@code index} of the set, as it looks in this epoch, to {@code out}. */
  public void apply(ImageSet images, int index, int epoch, float[] out, int at) {
    height = images.height();
    width = images.width();
    channels = images.channels();
    if (values.length < images.imageSize()) {
      values = new float[images.imageSize()];
    }
    int rest = load(images, index, epoch);
    for (int i = rest; i < ops.length; i++) {
      run(ops[i], repeats[i], epoch, index);
    }
    System.arraycopy(values, 0, out, at, height * width * channels);
  }

  /** Crops and flips at the head of the chain only change what is read; returns the rest. */
  private int load(ImageSet images, int index, int epoch) {
    int top = 0;
    int left = 0;
    boolean mirrored = false;
    int i = 0;
    for (; i < ops.length; i++) {
      if (ops[i] instanceof Augmentation.Crop c) {
        int x = place(Streams.CROP_X, repeats[i], width - c.width(), c.center(), epoch, index);
        top += place(Streams.CROP_Y, repeats[i], height - c.height(), c.center(), epoch, index);
        left += mirrored ? width - c.width() - x : x;
        height = c.height();
        width = c.width();
      } else if (ops[i] instanceof Augmentation.Flip f) {
        mirrored ^= flips(f, repeats[i], epoch, index);
      } else {
        break;
      }
    }
    byte[] pixels = images.pixels();
    int row = images.width() * channels;
    int from = index * images.imageSize() + top * row + left * channels;
    int to = 0;
    for (int y = 0; y < height; y++, from += row) {
      if (mirrored) {
        for (int x = width - 1; x >= 0; x--) {
          for (int c = 0; c < channels; c++) {
            values[to++] = pixels[from + x * channels + c] & 0xff;
          }
        }
      } else {
        for (int v = 0; v < width * channels; v++) {
          values[to++] = pixels[from + v] & 0xff;
        }
      }
    }
    return i;
  }

  private void run(Augmentation.Op op, int repeat, int epoch, int index) {
    if (op instanceof Augmentation.Crop c) {
      crop(c, repeat, epoch, index);
    } else if (op instanceof Augmentation.Flip f) {
      if (flips(f, repeat, epoch, index)) {
        flip();
      }
    } else if (op instanceof Augmentation.Brightness b) {
      float u = draws.uniform(Streams.BRIGHTNESS + repeat, epoch, index);
      add(b.delta() * (2 * u - 1));
    } else if (op instanceof Augmentation.Contrast c) {
      float u = draws.uniform(Streams.CONTRAST + repeat, epoch, index);
      contrast(c.low() + u * (c.high() - c.low()));
    } else {
      standardize();
    }
  }

  private int place(int stream, int repeat, int room, boolean center, int epoch, int index) {
    return center ? room / 2 : draws.below(room + 1, stream + repeat, epoch, index);
  }

  private boolean flips(Augmentation.Flip f, int repeat, int epoch, int index) {
    return draws.uniform(Streams.FLIP + repeat, epoch, index) < f.probability();
  }

  private void crop(Augmentation.Crop c, int repeat, int epoch, int index) {
    int y = place(Streams.CROP_Y, repeat, height - c.height(), c.center(), epoch, index);
    int x = place(Streams.CROP_X, repeat, width - c.width(), c.center(), epoch, index);
    for (int row = 0; row < c.height(); row++) {
      System.arraycopy(
          values, ((y + row) * width + x) * channels,
          values, row * c.width() * channels,
          c.width() * channels);
    }
    height = c.height();
    width = c.width();
  }

  private void flip() {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width / 2; x++) {
        int a = (y * width + x) * channels;
        int b = (y * width + width - 1 - x) * channels;
        for (int c = 0; c < channels; c++) {
          float t = values[a + c];
          values[a + c] = values[b + c];
          values[b + c] = t;
        }
      }
    }
  }

  private void add(float delta) {
    for (int i = 0; i < height * width * channels; i++) {
      values[i] += delta;
    }
  }

  private void contrast(float factor) {
    java.util.Arrays.fill(sums, 0);
    int pixels = height * width;
    for (int p = 0, i = 0; p < pixels; p++) {
      for (int c = 0; c < channels; c++, i++) {
        sums[c] += values[i];
      }
    }
    for (int c = 0; c < channels; c++) {
      float mean = (float) (sums[c] / pixels);
      for (int i = c; i < pixels * channels; i += channels) {
        values[i] = (values[i] - mean) * factor + mean;
      }
    }
  }

  private void standardize() {
    int n = height * width * channels;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += values[i];
    }
    double mean = sum / n;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double d = values[i] - mean;
      squares += d * d;
    }
    double deviation = Math.max(Math.sqrt(squares / n), 1 / Math.sqrt(n));
    float center = (float) mean;
    float scale = (float) (1 / deviation);
    for (int i = 0; i < n; i++) {
      values[i] = (values[i] - center) * scale;
    }
  }
}
