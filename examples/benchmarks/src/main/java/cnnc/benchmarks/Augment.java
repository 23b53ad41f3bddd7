package cnnc.benchmarks;

import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.data.ImageSet;
import com.example.cifar.Cifar10;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Crop, flip, contrast, standardize on one thread. */
final class Augment {
  private static final int ROUNDS = 40;

  private Augment() {}

  static void run(ImageSet images) {
    Augmenter augmenter =
        new Augmenter(Cifar10.ADAM3K.augmentation(), Cifar10.ADAM3K.seed(), images.channels());
    float[] out = new float[24 * 24 * 3];
    List<Double> millis = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < images.size(); i++) {
        augmenter.apply(images, i, round, out, 0);
      }
      millis.add((System.nanoTime() - start) / 1e6);
    }
    double median = SideBySide.median(millis.subList(ROUNDS / 2, ROUNDS));
    System.out.printf(
        Locale.ROOT, "%naugment: %.0f images/s on one thread, median of %d rounds of %d%n",
        images.size() * 1000 / median, ROUNDS / 2, images.size());
  }
}
