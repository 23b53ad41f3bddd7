package cnnc.cli.report;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.augment.Mixer;
import cnnc.runtime.data.ImageSet;
import java.awt.image.BufferedImage;

/** Images of a set as a network sees them. */
public final class SeenImages {
  private final ImageSet images;
  private final Augmenter augmenter;
  private final Augmentation.Size size;
  private final int count;
  /** Of two images; the second is the one that is seen. */
  private final float[] values;

  /** Null where nothing is mixed. */
  private final Mixer mixer;

  private final float[] mixture = new float[2 * Mixer.NUMBERS];

  public SeenImages(Augmentation chain, long seed, ImageSet images) {
    this.images = images;
    augmenter = new Augmenter(chain, seed, images.channels());
    size = chain.output(images.height(), images.width(), images.channels());
    mixer = Mixer.of(chain, seed, images.height(), images.width(), images.channels());
    count = size.height() * size.width() * images.channels();
    values = new float[2 * count];
  }

  /** The index of the i-th of so many images from all parts of a set. */
  public static int place(int i, int shown, ImageSet images) {
    return (int) ((long) i * images.size() / shown);
  }

  /** As it is read. */
  public BufferedImage raw(int index) {
    return Pictures.of(images, index);
  }

  /**
   * As it looks in an epoch, from its least value, which is black, to its greatest.
   *
   * @param before the image that it may be mixed with
   */
  public BufferedImage seen(int index, int epoch, int before) {
    augmenter.apply(images, index, epoch, values, count);
    if (mixer != null) {
      augmenter.apply(images, before, epoch, values, 0);
      mixer.draw(epoch, index, mixture, Mixer.NUMBERS);
      mixer.mix(values, 2, mixture);
    }
    return Pictures.scaled(values, count, size.height(), size.width(), images.channels(), 1, 1);
  }
}
