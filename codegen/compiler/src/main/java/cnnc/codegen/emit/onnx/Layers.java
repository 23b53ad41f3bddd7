package cnnc.codegen.emit.onnx;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The nodes of a network. ONNX has the channels first, so images are turned once at the beginning,
 * and weights here, where it costs nothing.
 */
final class Layers {
  private final OnnxGraph onnx;
  private final Network network;
  private final Map<String, float[]> weights;

  Layers(OnnxGraph onnx, Network network, Map<String, float[]> weights) {
    this.onnx = onnx;
    this.network = network;
    this.weights = weights;
  }

  /** Adds all layers; returns the names of the outputs: the logits, then others as the layers have them. */
  List<String> add(String input) {
    String turned =
        onnx.node("Transpose", "turned", List.of(input)).integers("perm", 0, 3, 1, 2).add();
    List<String> names = new ArrayList<>();
    for (Layer layer : network.layers()) {
      List<String> inputs =
          layer.inputs().stream().map(i -> i < 0 ? turned : names.get(i)).toList();
      LayerNode node = new LayerNode(onnx, layer, names.size(), inputs, weights);
      Rules.of(layer.op()).add(node);
      names.add(node.name());
    }
    List<String> outputs = new ArrayList<>();
    for (int output : network.outputs()) {
      String name = names.get(output);
      boolean image = network.layers().get(output).output() instanceof Shape.Image;
      outputs.add(
          !image ? name
              : outputs.isEmpty() ? onnx.flat(name, "logits")
              : onnx.node("Transpose", name + "/output", List.of(name))
                  .integers("perm", 0, 2, 3, 1).add());
    }
    return outputs;
  }
}
