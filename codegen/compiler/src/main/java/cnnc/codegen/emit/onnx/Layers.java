package cnnc.codegen.emit.onnx;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Value;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of a network. ONNX has the channels first, so images are turned once at the beginning,
 * and weights here, where it costs nothing.
 */
final class Layers {
  private final OnnxGraph onnx;
  private final Graph graph;
  private final Network network;
  private final Map<String, float[]> weights;
  private final Map<Integer, String> names = new HashMap<>();
  /** Height, width and channels of values that are images. */
  private final Map<Integer, Shape.Image> images = new HashMap<>();

  Layers(OnnxGraph onnx, Graph graph, Network network, Map<String, float[]> weights) {
    this.onnx = onnx;
    this.graph = graph;
    this.network = network;
    this.weights = weights;
  }

  /** Adds all layers; returns the name of the logits. */
  String add(String input) {
    for (Value v : graph.values()) {
      if (v.kind() == Value.Kind.INPUT) {
        names.put(
            v.id(),
            onnx.node("Transpose", "turned", List.of(input)).integers("perm", 0, 3, 1, 2).add());
        images.put(v.id(), network.input());
      }
    }
    List<Node> nodes = graph.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Node n = nodes.get(i);
      boolean biased =
          i + 1 < nodes.size()
              && nodes.get(i + 1).op() instanceof Op.AddBias
              && nodes.get(i + 1).inputs().get(0).equals(n.outputs().get(0))
              && graph.readers(n.outputs().get(0)) == 1;
      if (biased) {
        layer(n, nodes.get(++i));
      } else {
        layer(n, n);
      }
    }
    return flat(graph.logits());
  }

  /**
   * Adds a node.
   *
   * @param last the bias that ONNX adds in the same node, or the node itself
   */
  private void layer(Node n, Node last) {
    int x = n.inputs().get(0);
    int y = last.outputs().get(0);
    String name = "layer/" + last.name() + "/" + y;
    List<String> inputs = new ArrayList<>();
    if (n.op() instanceof Op.Convolution c) {
      inputs.add(names.get(x));
      inputs.add(filter(c, n.inputs().get(1)));
      bias(n, last, inputs);
      window(onnx.node("Conv", name, inputs), c.geometry());
      images.put(y, out(c.geometry(), c.outChannels()));
    } else if (n.op() instanceof Op.Dense d) {
      inputs.add(flat(x));
      inputs.add(matrix(d, n.inputs().get(1), images.get(x)));
      bias(n, last, inputs);
      onnx.node("Gemm", name, inputs).add();
    } else if (n.op() instanceof Op.MaxPool p) {
      window(onnx.node("MaxPool", name, List.of(names.get(x))), p.geometry());
      images.put(y, out(p.geometry(), p.geometry().channels()));
    } else if (n.op() instanceof Op.Lrn l) {
      int size = 2 * l.response().radius() + 1;
      onnx.node("LRN", name, List.of(names.get(x)))
          .integer("size", size)
          .real("alpha", l.response().alpha() * size)
          .real("beta", l.response().beta())
          .real("bias", l.response().k())
          .add();
      images.put(y, images.get(x));
    } else {
      pointwise(n, name, x, y);
    }
    names.put(y, name);
  }

  private void pointwise(Node n, String name, int x, int y) {
    if (n.op() instanceof Op.Relu) {
      onnx.node("Relu", name, List.of(names.get(x))).add();
    } else if (n.op() instanceof Op.AddBias b) {
      long channels = b.channels();
      String values = parameter(n.inputs().get(1));
      float[] bias = weights.get(values);
      String constant =
          images.containsKey(x)
              ? onnx.floats(values, bias, channels, 1, 1)
              : onnx.floats(values, bias, channels);
      onnx.node("Add", name, List.of(names.get(x), constant)).add();
    } else {
      throw new IllegalStateException("no ONNX for " + n.op());
    }
    if (images.containsKey(x)) {
      images.put(y, images.get(x));
    }
  }

  private void bias(Node n, Node last, List<String> inputs) {
    if (last != n) {
      String values = parameter(last.inputs().get(1));
      inputs.add(onnx.floats(values, weights.get(values), weights.get(values).length));
    }
  }

  private void window(OnnxGraph.Node node, Geometry g) {
    Window w = g.window();
    Padding p = w.padding();
    node.integers("kernel_shape", w.height(), w.width())
        .integers("strides", w.strideY(), w.strideX())
        .integers("pads", p.top(), p.left(), p.bottom(), p.right())
        .add();
  }

  private static Shape.Image out(Geometry g, int channels) {
    return new Shape.Image(g.outHeight(), g.outWidth(), channels);
  }

  /** A value as a vector for each image; the channels of an image come first. */
  private String flat(int value) {
    return images.containsKey(value)
        ? onnx.node("Flatten", names.get(value) + "/flat", List.of(names.get(value)))
            .integer("axis", 1).add()
        : names.get(value);
  }

  private String parameter(int value) {
    return graph.values().get(value).name();
  }

  /** Tap, channel, output becomes output, channel, tap. */
  private String filter(Op.Convolution c, int value) {
    float[] from = weights.get(parameter(value));
    int channels = c.geometry().channels();
    Window w = c.geometry().window();
    int taps = w.height() * w.width();
    float[] to = new float[from.length];
    for (int t = 0, i = 0; t < taps; t++) {
      for (int ch = 0; ch < channels; ch++) {
        for (int o = 0; o < c.outChannels(); o++, i++) {
          to[(o * channels + ch) * taps + t] = from[i];
        }
      }
    }
    return onnx.floats(parameter(value), to, c.outChannels(), channels, w.height(), w.width());
  }

  /** Rows that count pixels and in them channels become rows that count channels first. */
  private String matrix(Op.Dense d, int value, Shape.Image image) {
    float[] from = weights.get(parameter(value));
    float[] to = from;
    if (image != null) {
      to = new float[from.length];
      int pixels = image.height() * image.width();
      for (int row = 0; row < d.in(); row++) {
        int turned = row % image.channels() * pixels + row / image.channels();
        System.arraycopy(from, row * d.out(), to, turned * d.out(), d.out());
      }
    }
    return onnx.floats(parameter(value), to, d.in(), d.out());
  }
}
