package cnnc.runtime.augment;

import cnnc.runtime.random.Draws;

/** What an op draws for an image in an epoch. */
final class Draw {
  /** Between the streams of the first and the second op of a kind in one chain. */
  private static final int NEXT_OF_KIND = 32;

  private final Draws draws;
  private int epoch;
  private int image;
  private int repeat;

  Draw(long seed) {
    draws = new Draws(seed);
  }

  void of(int newEpoch, int newImage) {
    epoch = newEpoch;
    image = newImage;
  }

  /** For an op behind so many others of its kind. */
  void behind(int earlier) {
    repeat = earlier * NEXT_OF_KIND;
  }

  boolean oddEpoch() {
    return epoch % 2 == 1;
  }

  /** From [0, 1). */
  float uniform(int stream) {
    return draws.uniform(stream + repeat, epoch, image);
  }

  /** From [0, 1), the same in all epochs. */
  float ofImage(int stream) {
    return draws.uniform(stream + repeat, 0, image);
  }

  /** From [-most, most). */
  double around(double most, int stream) {
    return most * (2.0 * uniform(stream) - 1);
  }

  /** From 0 to bound - 1. */
  int below(int bound, int stream) {
    return draws.below(bound, stream + repeat, epoch, image);
  }
}
