package cnnc.codegen.emit.onnx;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.State;
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
    return input(0);
  }

  String input(int index) {
    return inputs.get(index);
  }

  List<String> inputs() {
    return inputs;
  }

  Shape shape() {
    return shape(0);
  }

  /** The shape of an input. */
  Shape shape(int index) {
    return layer.shapes().inputs().get(index);
  }

  Shape output() {
    return layer.output();
  }

  /** The output's dimensions, that of the batch open. */
  long[] dimensions() {
    return output() instanceof Shape.Image i
        ? new long[] {-1, i.channels(), i.height(), i.width()}
        : new long[] {-1, output().size()};
  }

  /** An input that is a row for each image, as an image of one pixel. */
  String pixels(int index) {
    String name = this.name + "/pixels" + index;
    return onnx.node("Unsqueeze", name, List.of(input(index), onnx.integers(name + "/axes", 2, 3)))
        .add();
  }

  /** A constant number. */
  String number(String what, double value) {
    return onnx.floats(name + "/" + what, new float[] {(float) value});
  }

  /** A parameter of a number for each channel, as it stands beside the pixels. */
  String perChannel(int parameter) {
    int channels = output().channels();
    return output() instanceof Shape.Image
        ? constant(parameter, values(parameter), channels, 1, 1)
        : constant(parameter, values(parameter), channels);
  }

  /** A state as a constant. */
  String state(int index) {
    State s = layer.states().get(index);
    return onnx.floats(s.name(), weights.get(s.name()), s.size());
  }

  /** The input's values as a row for each image. */
  String flatInput() {
    return shape() instanceof Shape.Image ? onnx.flat(input(), name) : input();
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
