package cnnc.dsl.model;

import cnnc.dsl.source.Span;
import java.util.List;

/**
 * One layer of a network.
 *
 * @param name unique in its network
 * @param stage the label it stands under, or empty
 * @param input index of the layer it reads, -1 for the network's input
 * @param parameters none, or the weights and then the bias
 * @param origin where it is written
 */
public record Layer(
    String name,
    String stage,
    Op op,
    int input,
    Shape inputShape,
    Shape output,
    List<Parameter> parameters,
    Span origin) {
  public Layer {
    parameters = List.copyOf(parameters);
  }

  /** Multiply-adds for one example, windows over padding counted as the literature does. */
  public long macs() {
    if (op instanceof Op.Conv conv && inputShape instanceof Shape.Image in) {
      return (long) output.size() * conv.window().height() * conv.window().width() * in.channels();
    }
    return op instanceof Op.Dense ? (long) inputShape.size() * output.size() : 0;
  }

  public long parameterCount() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }
}
