package cnnc.codegen.lower;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import java.util.List;

/** The door: one node for each thing a layer does. */
public final class Lowering {
  private Lowering() {}

  /**
   * The graph of all layers as they train or are judged, without loss and gradients.
   *
   * @param outputs which of the network's are wanted
   */
  public static Graph lower(Network network, Phase phase, List<Integer> outputs) {
    GraphBuilder graph = new GraphBuilder(network.name());
    int input =
        graph.perImage("input", Role.INPUT, Type.f32(network.input().dimensions()));
    int[] results = new int[network.layers().size()];
    ParameterValues parameters = new ParameterValues(graph, network);
    int states = 0;
    for (int i = 0; i < results.length; i++) {
      Layer layer = network.layers().get(i);
      List<Integer> inputs =
          layer.inputs().stream().map(l -> l < 0 ? input : results[l]).toList();
      LayerNodes nodes = new LayerNodes(graph, layer, i, phase, inputs, parameters, states);
      results[i] = Rules.of(layer.op()).lower(nodes);
      states += layer.states().size();
    }
    List<Integer> wanted = outputs.stream().map(o -> results[network.outputs().get(o)]).toList();
    return graph.build(wanted, -1);
  }
}
