package cnnc.codegen.lower;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.State;
import cnnc.dsl.model.Window;
import java.util.List;

/** A layer that becomes nodes of a graph. */
final class LayerNodes {
  private final GraphBuilder graph;
  private final Layer layer;
  private final List<Integer> inputs;
  private final int index;
  private final Phase phase;
  private final ParameterValues parameters;
  private final int firstState;

  /**
   * A layer.
   *
   * @param index of the layer in its network
   * @param firstState number of its first state among those of the network
   */
  LayerNodes(
      GraphBuilder graph, Layer layer, int index, Phase phase, List<Integer> inputs,
      ParameterValues parameters, int firstState) {
    this.graph = graph;
    this.layer = layer;
    this.index = index;
    this.inputs = inputs;
    this.phase = phase;
    this.parameters = parameters;
    this.firstState = firstState;
  }

  cnnc.dsl.model.Op op() {
    return layer.op();
  }

  /** The value of an input. */
  int input(int index) {
    return inputs.get(index);
  }

  /** How many inputs there are. */
  int inputs() {
    return inputs.size();
  }

  Shape inputShape() {
    return inputShape(0);
  }

  Shape inputShape(int index) {
    return layer.shapes().inputs().get(index);
  }

  /** Values of the output. */
  int size() {
    return layer.output().size();
  }

  Shape outputShape() {
    return layer.output();
  }

  Shape.Image inputImage() {
    return (Shape.Image) inputShape();
  }

  /** A window over the input. */
  Geometry geometry(Window window) {
    Shape.Image in = inputImage();
    return new Geometry(in.height(), in.width(), in.channels(), window);
  }

  /** Whether the layer has a second parameter, its bias. */
  boolean biased() {
    return layer.parameters().size() > 1;
  }

  /** The value of a parameter. */
  int parameter(int index) {
    return parameters.of(layer.parameters().get(index));
  }

  /** The value of a state. */
  int state(int index) {
    return state(index, Role.STATE);
  }

  /** The value that takes the place of a state. */
  int newState(int index) {
    return state(index, Role.NEW_STATE);
  }

  private int state(int index, Role role) {
    State s = layer.states().get(index);
    String name = role == Role.STATE ? s.name() : s.name() + ".new";
    return graph.whole(name, role, Type.f32(s.size()), firstState + index);
  }

  /** The layer's place in its network. */
  int index() {
    return index;
  }

  boolean trains() {
    return phase == Phase.TRAIN;
  }

  /** A node named after the layer, whose output has the layer's shape. */
  int node(Op op, Integer... operands) {
    return node("", op, operands);
  }

  /**
   * A node whose output has the layer's shape.
   *
   * @param part what of the layer it computes, behind the layer's name
   */
  int node(String part, Op op, Integer... operands) {
    String name = layer.name() + part;
    int y = graph.perImage(name, Role.ACTIVATION, type());
    node(part, op, List.of(operands), List.of(y));
    return y;
  }

  /** A value of one number for each channel, of each image or of all together. */
  int channels(String part, boolean perImage) {
    Type type = Type.f32(layer.output().channels());
    String name = layer.name() + part;
    return perImage
        ? graph.perImage(name, Role.ACTIVATION, type)
        : graph.whole(name, Role.STATISTIC, type, -1);
  }

  /** A formula of values of one number for each channel, which gives such values. */
  void channels(String part, boolean perImage, Formula formula, List<Integer> operands,
      List<Integer> outputs) {
    node(
        part, new Op.Pointwise(new Frame(1, layer.output().channels()), !perImage, formula),
        operands, outputs);
  }

  /** A node of such outputs. */
  void node(String part, Op op, List<Integer> operands, List<Integer> outputs) {
    graph.node(new Node(layer.name() + part, op, operands, outputs));
  }

  /** The frame of the layer's output. */
  Frame frame() {
    return Frame.of(type());
  }

  /** A formula of the elements of the layer's output. */
  int pointwise(String part, Formula formula, Integer... operands) {
    return node(part, new Op.Pointwise(Frame.of(type()), false, formula), operands);
  }

  private Type type() {
    return Type.f32(layer.output().dimensions());
  }
}
