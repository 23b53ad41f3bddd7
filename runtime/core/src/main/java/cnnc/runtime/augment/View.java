package cnnc.runtime.augment;

import cnnc.runtime.fault.Arguments;
import java.util.List;
import java.util.Objects;

/**
 * A way to look at an image that is judged.
 *
 * @param share of its logits in the answer
 */
public record View(Augmentation chain, double share) {
  public View {
    Objects.requireNonNull(chain, "chain");
    Arguments.check(chain.mixing().isEmpty(), "images that are judged are not mixed with others");
  }

  /** The only one. */
  public static List<View> one(Augmentation chain) {
    return List.of(new View(chain, 1));
  }
}
