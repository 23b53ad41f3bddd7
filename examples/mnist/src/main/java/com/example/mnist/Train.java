package com.example.mnist;

import cnnc.runtime.data.ImageSets;
import cnnc.runtime.net.Predictor;
import java.nio.file.Path;

/** {@code Train DIR WEIGHTS}: learns the digits in DIR, and says how alike some look. */
public final class Train {
  private Train() {}

  public static void main(String[] args) {
    train(Path.of(args[0]), Path.of(args[1]));
  }

  /** The share of the test's digits that it names rightly. */
  static double train(Path digits, Path weights) {
    ImageSets images = Digits.MNIST.open(digits);
    try (Digits net = Digits.create(1)) {
      net.trainer(Digits.LEARN).log(System.out).run(images.train());
      double precision = net.evaluate(images.test());
      System.out.printf("precision @ 1 = %.3f%n", precision);
      net.save(weights);
      Predictor predictor = net.predictor();
      System.out.printf(
          "of the first digit's embedding the cosine is %.2f with the second's, %.2f with the third's%n",
          alike(predictor, images.test().image(0), images.test().image(1)),
          alike(predictor, images.test().image(0), images.test().image(2)));
      return precision;
    }
  }

  /** The cosine of the angle between two images' embeddings. */
  static double alike(Predictor predictor, byte[] one, byte[] other) {
    float[] a = predictor.feature("embedding", one);
    float[] b = predictor.feature("embedding", other);
    double product = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      lengthA += a[i] * a[i];
      lengthB += b[i] * b[i];
    }
    return product / Math.sqrt(lengthA * lengthB);
  }
}
