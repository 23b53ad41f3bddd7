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
  Mixing {
    Arguments.check(alpha > 0, "alpha must be more than 0, not " + alpha);
  }

  @Override
  public void apply(Canvas image, Draw draw) {
    // Nothing is mixed yet.
  }
}
