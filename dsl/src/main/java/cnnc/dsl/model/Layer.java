package cnnc.dsl.model;

import cnnc.dsl.source.Span;
import java.util.List;

/**
 * One layer of a network.
 *
 * @param name unique in its network
 * @param stage the label it stands under, or empty
 * @param inputs indices of the layers it reads, -1 for the network's input
 * @param macs multiply-adds for one example, windows over padding counted as the literature does
 * @param origin where it is written
 */
public record Layer(
    String name,
    String stage,
    Op op,
    List<Integer> inputs,
    Shapes shapes,
    Tensors tensors,
    long macs,
    Span origin) {
  /** Shapes of what a layer reads, and of what it gives. */
  public record Shapes(List<Shape> inputs, Shape output) {
    public Shapes {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * What a layer keeps.
   *
   * @param parameters in the order in which its op reads them
   * @param states likewise
   */
  public record Tensors(List<Parameter> parameters, List<State> states) {
    public static final Tensors NONE = new Tensors(List.of(), List.of());

    public Tensors {
      parameters = List.copyOf(parameters);
      states = List.copyOf(states);
    }
  }

  public Layer {
    inputs = List.copyOf(inputs);
  }

  /** The same with other tensors of the same names and shapes. */
  public Layer with(Tensors others) {
    return new Layer(name, stage, op, inputs, shapes, others, macs, origin);
  }

  /** What people call it: its stage, where it has one. */
  public String title() {
    return stage.isEmpty() ? name : stage;
  }

  /** The shape of what it gives. */
  public Shape output() {
    return shapes.output();
  }

  public List<Parameter> parameters() {
    return tensors.parameters();
  }

  public List<State> states() {
    return tensors.states();
  }

  public long parameterCount() {
    return parameters().stream().mapToLong(Parameter::size).sum();
  }
}
