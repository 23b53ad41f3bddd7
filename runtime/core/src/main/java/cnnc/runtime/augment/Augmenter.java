package cnnc.runtime.augment;

import cnnc.runtime.data.ImageSet;

/** Runs a chain on images; holds scratch, so one instance per thread. */
public final class Augmenter {
  private final Step[] steps;
  /** How many ops of the same kind stand before each. */
  private final int[] earlier;

  private final Draw draw;
  private final Canvas canvas;

  /**
   * A runner of this chain.
   *
   * @param seed of all draws
   */
  public Augmenter(Augmentation chain, long seed, int channels) {
    steps = chain.ops().toArray(Step[]::new);
    earlier = new int[steps.length];
    for (int i = 0; i < steps.length; i++) {
      for (int j = 0; j < i; j++) {
        if (steps[j].getClass() == steps[i].getClass()) {
          earlier[i]++;
        }
      }
    }
    draw = new Draw(seed);
    canvas = new Canvas(channels);
  }

  /** Writes image {@code index} of the set, as it looks in this epoch, to {@code out}. */
  public void apply(ImageSet images, int index, int epoch, float[] out, int at) {
    canvas.take(images, index);
    draw.of(epoch, index);
    for (int i = 0; i < steps.length; i++) {
      draw.behind(earlier[i]);
      steps[i].apply(canvas, draw);
    }
    canvas.write(out, at);
  }
}
