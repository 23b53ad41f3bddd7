package cnnc.codegen.lower;

import cnnc.codegen.graph.Frame;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.List;

/** A layer that becomes nodes of a graph. */
final class LayerNodes {
  private final GraphBuilder graph;
  private final Layer layer;
  private final List<Integer> inputs;
  private final int firstParameter;

  LayerNodes(GraphBuilder graph, Layer layer, List<Integer> inputs, int firstParameter) {
    this.graph = graph;
    this.layer = layer;
    this.inputs = inputs;
    this.firstParameter = firstParameter;
  }

  cnnc.dsl.model.Op op() {
    return layer.op();
  }

  /** The value of an input. */
  int input(int index) {
    return inputs.get(index);
  }

  Shape inputShape() {
    return layer.shapes().inputs().get(0);
  }

  List<Shape> inputShapes() {
    return layer.shapes().inputs();
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
    Parameter p = layer.parameters().get(index);
    return graph.whole(p.name(), Role.PARAMETER, Type.f32(p.shape()), firstParameter + index);
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
    graph.node(
        new Node(
            name, op, List.of(operands), List.of(y), layer.origin().place(),
            layer.origin().text()));
    return y;
  }

  /** A formula of the elements of the layer's output. */
  int pointwise(String part, Formula formula, Integer... operands) {
    return node(part, new Op.Pointwise(Frame.of(type()), formula), operands);
  }

  private Type type() {
    return Type.f32(layer.output().dimensions());
  }
}
