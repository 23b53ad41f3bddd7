package cnnc.codegen.lower;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Value;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.ArrayList;
import java.util.List;

/** The door: one node for each thing a layer does. */
public final class Lowering {
  private final Network network;
  private final GraphBuilder graph;
  private int parameters;

  private Lowering(Network network) {
    this.network = network;
    this.graph = new GraphBuilder(network.name());
  }

  /** The inference graph of the layers that lead to the output. */
  public static Graph lower(Network network) {
    return new Lowering(network).graph();
  }

  private Graph graph() {
    int input = graph.value("input", Value.Kind.INPUT, network.input().size());
    int[] results = new int[network.layers().size()];
    for (int i = 0; i < results.length; i++) {
      Layer layer = network.layers().get(i);
      results[i] = layer(layer, layer.inputs().get(0) < 0 ? input : results[layer.inputs().get(0)]);
    }
    return graph.build(results[network.output()], -1);
  }

  private int layer(Layer layer, int x) {
    cnnc.dsl.model.Op op = layer.op();
    if (op instanceof cnnc.dsl.model.Op.Convolution c) {
      Op conv =
          new Op.Convolution(
              geometry(layer.shapes().inputs().get(0), c.window()), c.channels(), Epilogue.NONE);
      return weighted(layer, conv, x);
    }
    if (op instanceof cnnc.dsl.model.Op.Dense d) {
      return weighted(layer, new Op.Dense(layer.shapes().inputs().get(0).size(), d.units(), Epilogue.NONE), x);
    }
    if (op instanceof cnnc.dsl.model.Op.MaxPool p) {
      Op pool =
          new Op.MaxPool(geometry(layer.shapes().inputs().get(0), p.window()), Epilogue.NONE, false);
      return node(layer, layer.name(), pool, layer.output().size(), x);
    }
    if (op instanceof cnnc.dsl.model.Op.Lrn l) {
      Shape.Image in = (Shape.Image) layer.shapes().inputs().get(0);
      // A window that reaches past all channels reads no more than all of them.
      int radius = Math.min(l.radius(), in.channels() - 1);
      Op.Response response = new Op.Response(radius, l.k(), l.alpha(), l.beta());
      Op lrn = new Op.Lrn(in.height(), in.width(), in.channels(), response);
      return node(layer, layer.name(), lrn, in.size(), x);
    }
    return node(layer, layer.name(), new Op.Relu(layer.output().size()), layer.output().size(), x);
  }

  private int weighted(Layer layer, Op op, int x) {
    int y = node(layer, layer.name(), op, layer.output().size(), x, parameter(layer, 0));
    if (layer.parameters().size() < 2) {
      return y;
    }
    List<Integer> dims = layer.output().dimensions();
    int channels = dims.get(dims.size() - 1);
    Op bias = new Op.AddBias(layer.output().size() / channels, channels);
    return node(
        layer, layer.name() + ".bias", bias, layer.output().size(), y, parameter(layer, 1));
  }

  private int parameter(Layer layer, int index) {
    Parameter p = layer.parameters().get(index);
    return graph.value(p.name(), Value.Kind.PARAMETER, p.size(), parameters++);
  }

  private int node(Layer layer, String name, Op op, int size, Integer... inputs) {
    int y = graph.value(name, Value.Kind.ACTIVATION, size);
    graph.node(
        new Node(
            name, op, new ArrayList<>(List.of(inputs)), List.of(y), layer.origin().place(),
            layer.origin().text()));
    return y;
  }

  private static Geometry geometry(Shape shape, Window window) {
    Shape.Image in = (Shape.Image) shape;
    return new Geometry(in.height(), in.width(), in.channels(), window);
  }
}
