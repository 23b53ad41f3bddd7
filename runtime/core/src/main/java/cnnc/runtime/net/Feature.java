package cnnc.runtime.net;

import cnnc.runtime.fault.Arguments;
import java.util.List;

/**
 * An output of a network that no loss judges: values of a layer, for an application to read.
 *
 * @param name of the stage, or of the layer where that has none
 * @param shape height, width, channels of an image, or how many values a row has
 */
public record Feature(String name, List<Integer> shape) {
  public Feature {
    shape = List.copyOf(shape);
  }

  public static Feature of(String name, Integer... shape) {
    return new Feature(name, List.of(shape));
  }

  /** Values of one image. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** The place of a feature in a list of them. */
  static int find(List<Feature> features, String name) {
    List<String> names = features.stream().map(Feature::name).toList();
    Arguments.check(
        names.contains(name),
        "there is no output " + name + " to read; " + (names.isEmpty() ? "the network declares none, as"
            + " `output @logits, @stage;` does" : "there are " + String.join(", ", names)));
    return names.indexOf(name);
  }
}
