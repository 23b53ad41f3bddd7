package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Grows networks for tests from ops, without the language. */
public final class TestNets {
  /** The network's input, where a layer is asked for. */
  public static final int INPUT = -1;

  private static final Span NOWHERE = new Span(new SourceFile("test.cnn", ""), 0, 0);

  private final Shape.Image input;
  private final int classes;
  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, Integer> ordinals = new HashMap<>();

  public TestNets(Shape.Image input, int classes) {
    this.input = input;
    this.classes = classes;
  }

  /** As another network, with other ops in the places of its own. */
  public static Network like(Network other, UnaryOperator<Op> instead) {
    TestNets nets = new TestNets(other.input(), other.classes());
    for (Layer layer : other.layers()) {
      nets.add(instead.apply(layer.op()), array(layer.inputs()));
    }
    return nets.network(array(other.outputs()));
  }

  /** Adds a layer that reads these layers; its index. */
  public int add(Op op, int... inputs) {
    List<Integer> from = Arrays.stream(inputs).boxed().toList();
    String name = op.word() + ordinals.merge(op.word(), 1, Integer::sum);
    layers.add(layer(name, op, from, from.stream().map(this::shape).toList()));
    return layers.size() - 1;
  }

  /** The shape of a layer's output, or of the network's input. */
  public Shape shape(int layer) {
    return layer < 0 ? input : layers.get(layer).output();
  }

  /** How many classes the label has. */
  int classes() {
    return classes;
  }

  /** Whether some layer has a parameter. */
  boolean learns() {
    return layers.stream().anyMatch(l -> !l.parameters().isEmpty());
  }

  /** How many layers there are. */
  public int size() {
    return layers.size();
  }

  /** The layers that no other reads. */
  public List<Integer> ends() {
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      int end = i;
      if (layers.stream().noneMatch(l -> l.inputs().contains(end))) {
        ends.add(end);
      }
    }
    return ends;
  }

  /** With these layers as outputs; its comment says what it computes. */
  public Network network(int... outputs) {
    List<Integer> list = Arrays.stream(outputs).boxed().toList();
    return new Network(
        "Net", text(list), input, classes, layers, list,
        list.stream().map(o -> "output" + o).toList(), NOWHERE);
  }

  /** A layer that reads values of these shapes. */
  static Layer layer(String name, Op op, List<Integer> from, List<Shape> shapes) {
    Shape output = TestShapes.of(op, shapes);
    TestTensors tensors = new TestTensors(name, op, shapes, output);
    return new Layer(
        name, "", op, from, new Layer.Shapes(shapes, output), tensors.tensors(), tensors.macs(),
        NOWHERE);
  }

  /** A line for each layer. */
  private String text(List<Integer> outputs) {
    StringBuilder text = new StringBuilder("\ninput " + input + "\n");
    for (Layer layer : layers) {
      text.append(layer.name()).append(" = ").append(brief(layer.op())).append(" of ")
          .append(names(layer.inputs())).append(" -> ").append(layer.output()).append('\n');
    }
    return text.append("output ").append(names(outputs)).append('\n').toString();
  }

  /** Without how the weights start, which says nothing about what is computed. */
  private static String brief(Op op) {
    return op.toString()
        .replaceFirst("weights=.*bias=Optional.empty.*", "no bias]")
        .replaceFirst(", weights=.*", "]");
  }

  static int[] array(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private String names(List<Integer> indices) {
    return indices.stream()
        .map(i -> i < 0 ? "input" : layers.get(i).name())
        .collect(Collectors.joining(", "));
  }
}
