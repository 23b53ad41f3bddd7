package cnnc.codegen.reference;

import java.util.SplittableRandom;

/** Where dropout's numbers come from. */
public interface Draws {
  /** For networks without dropout. */
  Draws NONE =
      (layer, image, element) -> {
        throw new IllegalStateException("layer " + layer + " drops values: it needs draws");
      };

  /**
   * A number in [0, 1); the value is dropped where it is below the layer's probability.
   *
   * @param layer index in the network
   * @param image place in the batch
   */
  double uniform(int layer, int image, int element);

  /** The same numbers whatever the order in which they are asked for. */
  static Draws seeded(long seed) {
    return (layer, image, element) -> {
      long place = (layer * 1_000_003L + image) * 1_000_003L + element;
      return new SplittableRandom(seed + place * 0x9E3779B97F4A7C15L).nextDouble();
    };
  }
}
