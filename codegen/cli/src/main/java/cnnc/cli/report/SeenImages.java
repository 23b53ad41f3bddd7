package cnnc.cli.report;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.data.ImageSet;
import java.awt.image.BufferedImage;

/** Images of a set as a network sees them. */
public final class SeenImages {
  private final ImageSet images;
  private final Augmenter augmenter;
  private final Augmentation.Size size;
  private final float[] values;

  public SeenImages(Augmentation chain, long seed, ImageSet images) {
    this.images = images;
    augmenter = new Augmenter(chain, seed, images.channels());
    size = chain.output(images.height(), images.width(), images.channels());
    values = new float[size.height() * size.width() * images.channels()];
  }

  /** As it is read. */
  public BufferedImage raw(int index) {
    return Pictures.of(images, index);
  }

  /** As it looks in an epoch, from its least value, which is black, to its greatest. */
  public BufferedImage seen(int index, int epoch) {
    augmenter.apply(images, index, epoch, values, 0);
    return Pictures.scaled(values, 0, size.height(), size.width(), images.channels(), 1, 1);
  }
}
