package cnnc.benchmarks;

import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.data.ImageSet;
import com.example.cifar.Cifar10;
import java.util.Arrays;
import java.util.Random;

/** A batch of the article's network, ready for a step. */
record Batch(float[] input, int[] labels) {
  static final int SIZE = 128;
  private static final int IMAGE = 24 * 24 * 3;

  /** Never zeros, and the same each time. */
  static Batch random() {
    return random(IMAGE);
  }

  /** The same of images of so many values. */
  static Batch random(int image) {
    Random random = new Random(1);
    float[] input = new float[SIZE * image];
    for (int i = 0; i < input.length; i++) {
      input[i] = (float) random.nextGaussian();
    }
    return new Batch(input, random.ints(SIZE, 0, 10).toArray());
  }

  /** Images of a set, from {@code first} on, as {@code adam3k} trains on them. */
  static Batch of(ImageSet images, int first) {
    Augmenter augmenter =
        new Augmenter(Cifar10.ADAM3K.augmentation(), Cifar10.ADAM3K.seed(), images.channels());
    float[] input = new float[SIZE * IMAGE];
    for (int i = 0; i < SIZE; i++) {
      augmenter.apply(images, first + i, 0, input, i * IMAGE);
    }
    return new Batch(input, Arrays.copyOfRange(images.labels(), first, first + SIZE));
  }
}
