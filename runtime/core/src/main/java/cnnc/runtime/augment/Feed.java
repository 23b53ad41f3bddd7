package cnnc.runtime.augment;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.parallel.Workers;

/**
 * Prepares batches on the threads that work on them next. Threads of its own would take a core away
 * from some kernel in the middle of its launch, and the others would wait for that one.
 */
public final class Feed implements Workers.Job {
  private final Workers workers;
  private final ImageSet set;
  /** One for each thread, since they hold scratch. */
  private final Augmenter[] augmenters;

  private final int[] images;
  private final int[] epochs;
  private final float[] input;
  private final int inputSize;

  /**
   * A feed of at most {@code batch} images.
   *
   * @param seed of all draws
   * @param inputSize values of a prepared image
   */
  public Feed(
      Workers workers, ImageSet set, Augmentation chain, long seed, int batch, int inputSize) {
    this.workers = workers;
    this.set = set;
    this.inputSize = inputSize;
    augmenters = new Augmenter[batch == 1 ? 1 : workers.threads()];
    for (int i = 0; i < augmenters.length; i++) {
      augmenters[i] = new Augmenter(chain, seed, set.channels());
    }
    images = new int[batch];
    epochs = new int[batch];
    input = new float[batch * inputSize];
  }

  /** Chooses what image {@code place} of the next batch is, and the epoch it is drawn for. */
  public void choose(int place, int image, int epoch) {
    images[place] = image;
    epochs[place] = epoch;
  }

  /** The first {@code count} chosen images, prepared; the array is used again. */
  public float[] prepare(int count) {
    workers.run(this, 0, count);
    return input;
  }

  @Override
  public void task(int launch, int place, int worker) {
    augmenters[worker].apply(set, images[place], epochs[place], input, place * inputSize);
  }
}
