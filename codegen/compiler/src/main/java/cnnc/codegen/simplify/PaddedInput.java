package cnnc.codegen.simplify;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Value;
import cnnc.dsl.table.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Channels of zeros fill the input up to a multiple of four where only convolutions of all channels
 * read it, whose weights are theirs alone, so that a pixel is read in whole vectors; the weights of
 * those channels have zero gradients.
 */
final class PaddedInput {
  private static final int MULTIPLE = 4;
  private static final Kind<Op.Convolution> CONVOLUTION = Kind.of(Op.Convolution.class);

  private PaddedInput() {}

  static Graph apply(Graph graph) {
    List<Value> values = new ArrayList<>(graph.values());
    List<Node> nodes = new ArrayList<>(graph.nodes());
    boolean convolutionsOnly =
        nodes.stream().filter(n -> readsInput(graph, n))
            .allMatch(
                n -> CONVOLUTION.of(n.op()).filter(c -> c.groups() == 1).isPresent()
                    && readers(graph, n.inputs().get(1)) == 1);
    for (int i = 0; convolutionsOnly && i < nodes.size(); i++) {
      Node n = nodes.get(i);
      if (readsInput(graph, n)) {
        Op.Convolution c = CONVOLUTION.of(n.op()).orElseThrow();
        Geometry g = c.geometry();
        int padded = Math.addExact(g.channels(), MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        Geometry wider = new Geometry(g.height(), g.width(), padded, g.window());
        nodes.set(
            i,
            n.with(
                n.name(), new Op.Convolution(wider, c.outChannels(), 1, c.bias(), c.result()),
                n.inputs(), n.outputs()));
        pad(values, n.inputs().get(0), 2, padded);
        pad(values, n.inputs().get(1), 2, padded);
      }
    }
    return new Graph(graph.name(), values, nodes, graph.outputs(), graph.losses());
  }

  /** Lets a dimension have so many places in memory. */
  private static void pad(List<Value> values, int value, int dimension, int places) {
    List<Integer> stored = new ArrayList<>(values.get(value).type().dimensions());
    stored.set(dimension, places);
    values.set(value, values.get(value).stored(stored));
  }

  private static long readers(Graph graph, int value) {
    return graph.nodes().stream().filter(n -> n.inputs().contains(value)).count();
  }

  private static boolean readsInput(Graph graph, Node n) {
    return n.inputs().stream().anyMatch(v -> graph.value(v).role() == Role.INPUT);
  }
}
