package cnnc.runtime.augment;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.parallel.Workers;

/**
 * Prepares batches on the threads that compute, while these wait for each other: threads of its own
 * would take a core away from some kernel in the middle of its launch, and the others would wait for
 * that one.
 */
public final class Feed implements Workers.Job {
  private final Workers workers;
  private ImageSet set;
  /** One for each thread, since they hold scratch. */
  private final Augmenter[] augmenters;

  private final int[] images;
  private final int[] epochs;
  /** The batch that is being prepared. */
  private float[] next;

  /** The one before it, if there was one. */
  private float[] latest;

  private int[] nextLabels;
  private int[] latestLabels;
  private final int inputSize;
  /** Null where no images are mixed. */
  private final Mixer mixer;

  private final float[] mixture;
  private final float[] shares;

  /**
   * A feed of at most {@code batch} images.
   *
   * @param seed of all draws
   * @param inputSize values of a prepared image
   */
  public Feed(
      Workers workers, ImageSet set, Augmentation chain, long seed, int batch, int inputSize) {
    int made = chain.outputSize(set.height(), set.width(), set.channels());
    Arguments.check(
        made == inputSize,
        "the augmentation makes " + made + " values of an image, and the network takes " + inputSize);
    this.workers = workers;
    this.set = set;
    this.inputSize = inputSize;
    augmenters = new Augmenter[workers.threads()];
    for (int i = 0; i < augmenters.length; i++) {
      augmenters[i] = new Augmenter(chain, seed, set.channels());
    }
    images = new int[batch];
    epochs = new int[batch];
    next = new float[batch * inputSize];
    nextLabels = new int[batch];
    latestLabels = new int[batch];
    mixer = Mixer.of(chain, seed, set.height(), set.width(), set.channels());
    mixture = new float[mixer == null ? 0 : batch * Mixer.NUMBERS];
    shares = mixer == null ? null : new float[batch];
  }

  /** Goes on with another set of images like those; with none, to let go of them. */
  public void take(ImageSet images) {
    set = images;
  }

  /**
   * Chooses what image {@code place} of the next batch is, and the epoch it is drawn for; not while
   * a batch is begun.
   */
  public void choose(int place, int image, int epoch) {
    images[place] = image;
    epochs[place] = epoch;
    nextLabels[place] = set.labels()[image];
  }

  /** Begins to prepare the first {@code count} chosen images. */
  public void begin(int count) {
    workers.begin(this, count);
  }

  /** The begun batch, prepared; the array is used again for the batch after the next. */
  public float[] finish() {
    workers.finish();
    if (mixer != null) {
      mix();
    }
    float[] input = next;
    next = latest == null ? new float[input.length] : latest;
    latest = input;
    int[] labels = nextLabels;
    nextLabels = latestLabels;
    latestLabels = labels;
    return input;
  }

  private void mix() {
    for (int place = 0; place < images.length; place++) {
      int at = place * Mixer.NUMBERS;
      mixer.draw(epochs[place], images[place], mixture, at);
      shares[place] = mixture[at];
    }
    mixer.mix(next, images.length, mixture);
  }

  /** The first {@code count} chosen images, prepared at once; the array is used again for the next batch. */
  public float[] prepare(int count) {
    workers.begin(this, count);
    workers.finish();
    return next;
  }

  /** The labels of the batch that was finished last; the array is used again likewise. */
  public int[] labels() {
    return latestLabels;
  }

  /** The shares that the labels of that batch have, others those of the images before; null where none are mixed. */
  public float[] shares() {
    return shares;
  }

  @Override
  public void task(int launch, int place, int worker) {
    augmenters[worker].apply(set, images[place], epochs[place], next, place * inputSize);
  }
}
