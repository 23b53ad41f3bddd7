package cnnc.codegen.simplify;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Channels of zeros fill the input up to a multiple of four where only convolutions read it, so that
 * a pixel is read in whole vectors; the weights of those channels have zero gradients.
 */
final class PaddedInput {
  private static final int MULTIPLE = 4;

  private PaddedInput() {}

  static Graph apply(Graph graph) {
    List<Value> values = new ArrayList<>(graph.values());
    List<Node> nodes = new ArrayList<>(graph.nodes());
    boolean convolutionsOnly =
        nodes.stream().filter(n -> readsInput(graph, n))
            .allMatch(n -> n.op() instanceof Op.Convolution);
    for (int i = 0; convolutionsOnly && i < nodes.size(); i++) {
      Node n = nodes.get(i);
      if (readsInput(graph, n)) {
        Op.Convolution c = (Op.Convolution) n.op();
        Geometry g = c.geometry();
        int padded = Math.addExact(g.channels(), MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        Geometry wider = new Geometry(g.height(), g.width(), padded, g.window());
        nodes.set(
            i,
            n.with(
                n.name(), new Op.Convolution(wider, c.outChannels(), c.epilogue()), n.inputs(),
                n.outputs()));
        for (int id : n.inputs()) {
          Value v = values.get(id);
          int size = Math.multiplyExact(v.size() / g.channels(), padded);
          values.set(id, new Value(id, v.name(), v.kind(), size, v.parameter()));
        }
      }
    }
    return new Graph(graph.name(), values, nodes, graph.logits(), graph.losses());
  }

  private static boolean readsInput(Graph graph, Node n) {
    return n.inputs().stream()
        .anyMatch(v -> graph.values().get(v).kind() == Value.Kind.INPUT);
  }
}
