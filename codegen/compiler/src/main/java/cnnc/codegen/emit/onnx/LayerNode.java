package cnnc.codegen.emit.onnx;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import java.util.List;
import java.util.Map;

/** A layer that becomes nodes of an ONNX graph, of which the last has the layer's name. */
final class LayerNode {
  private final OnnxGraph onnx;
  private final Layer layer;
  private final List<String> inputs;
  private final Map<String, float[]> weights;
  private final String name;

  LayerNode(
      OnnxGraph onnx, Layer layer, int index, List<String> inputs, Map<String, float[]> weights) {
    this.onnx = onnx;
    this.layer = layer;
    this.inputs = inputs;
    this.weights = weights;
    this.name = "layer/" + layer.name() + "/" + index;
  }

  String name() {
    return name;
  }

  cnnc.dsl.model.Op op() {
    return layer.op();
  }

  OnnxGraph onnx() {
    return onnx;
  }

  String input() {
    return inputs.get(0);
  }

  List<String> inputs() {
    return inputs;
  }

  Shape shape() {
    return layer.shapes().inputs().get(0);
  }

  /** The input's values as a row for each image. */
  String flatInput() {
    return shape() instanceof Shape.Image ? onnx.flat(input()) : input();
  }

  boolean biased() {
    return layer.parameters().size() > 1;
  }

  /** A parameter's values. */
  float[] values(int parameter) {
    return weights.get(layer.parameters().get(parameter).name());
  }

  /** A parameter as a constant of this shape, with other values or in another order. */
  String constant(int parameter, float[] values, long... shape) {
    Parameter p = layer.parameters().get(parameter);
    return onnx.floats(p.name(), values, shape);
  }

  /** The layer's last node. */
  OnnxGraph.Node node(String op, List<String> operands) {
    return onnx.node(op, name, operands);
  }
}
