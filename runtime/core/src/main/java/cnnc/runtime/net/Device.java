package cnnc.runtime.net;

import cnnc.runtime.data.ImageSet;

/** Where a network's programs run, other than on the cores of this machine. */
public interface Device extends AutoCloseable {
  /** What it is, for people to read. */
  String name();

  /**
   * Hands over the logits of each image, in order; the array is used again.
   *
   * @param variables laid out as the spec says
   * @param view place among the spec's
   */
  void logits(ImageSet images, Variables variables, int view, LogitsConsumer consumer);

  @Override
  void close();
}
