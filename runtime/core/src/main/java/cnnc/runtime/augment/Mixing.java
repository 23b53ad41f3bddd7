package cnnc.runtime.augment;

import cnnc.runtime.fault.Arguments;

/**
 * Images of a batch are mixed with those before them; what that does is a {@link Mixer}'s matter, since one
 * image alone stays as it is.
 *
 * @param boxes whether the other image fills a box, else it shines through everywhere
 * @param alpha of the share that stays an image's own, drawn by Beta(alpha, alpha)
 */
record Mixing(boolean boxes, double alpha) implements Step {
  /** Of shares that are 0 or 1, as near as a float comes. */
  private static final double LEAST = 1e-3;

  /** Of shares that are nearly a half; of more, too few draws would be taken. */
  private static final double MOST = 100;

  Mixing {
    Arguments.check(
        alpha >= LEAST && alpha <= MOST, "alpha must be from " + LEAST + " to " + MOST + ", not " + alpha);
  }

  @Override
  public void apply(Canvas image, Draw draw) {
    // Nothing is mixed yet.
  }
}
