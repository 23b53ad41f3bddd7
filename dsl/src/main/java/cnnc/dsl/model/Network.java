package cnnc.dsl.model;

import cnnc.dsl.source.Span;
import java.util.List;

/**
 * A checked network: its last layer gives one value per class.
 *
 * @param comment what the file says above it
 * @param classes number of classes of the label
 * @param output index of the layer that gives the logits
 */
public record Network(
    String name,
    String comment,
    Shape.Image input,
    int classes,
    List<Layer> layers,
    int output,
    Span origin) {
  public Network {
    layers = List.copyOf(layers);
  }

  public List<Parameter> parameters() {
    return layers.stream().flatMap(l -> l.parameters().stream()).toList();
  }

  public long parameterCount() {
    return layers.stream().mapToLong(Layer::parameterCount).sum();
  }

  public long macs() {
    return layers.stream().mapToLong(Layer::macs).sum();
  }
}
