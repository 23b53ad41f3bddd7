package cnnc.dsl.model;

import cnnc.dsl.source.Span;
import java.util.List;

/**
 * A checked network: its first output gives one value per class.
 *
 * @param comment what the file says above it
 * @param classes number of classes of the label
 * @param layers each behind those that it reads
 * @param outputs indices of layers; the first gives the logits that are judged
 * @param outputNames what the file calls them
 */
public record Network(
    String name,
    String comment,
    Shape.Image input,
    int classes,
    List<Layer> layers,
    List<Integer> outputs,
    List<String> outputNames,
    Span origin) {
  public Network {
    layers = List.copyOf(layers);
    outputs = List.copyOf(outputs);
    outputNames = List.copyOf(outputNames);
  }

  /** Index of the layer that gives the logits. */
  public int output() {
    return outputs.get(0);
  }

  /** Each once, however many layers share it. */
  public List<Parameter> parameters() {
    return layers.stream().flatMap(l -> l.parameters().stream()).distinct().toList();
  }

  public List<State> states() {
    return layers.stream().flatMap(l -> l.states().stream()).toList();
  }

  public long parameterCount() {
    return parameters().stream().mapToLong(Parameter::size).sum();
  }

  public long macs() {
    return layers.stream().mapToLong(Layer::macs).sum();
  }
}
