package cnnc.codegen.autodiff;

import cnnc.codegen.graph.DType;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Move;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.codegen.graph.Value;
import cnnc.dsl.model.LossTerm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The door: the loss and the gradients of all parameters are added to a graph. */
public final class Differentiation {
  private Differentiation() {}

  /**
   * The training graph: forward, the losses whose sum is minimised, backward.
   *
   * @param terms whose outputs are those of the graph
   */
  public static Graph differentiate(Graph forward, List<LossTerm.Judged> terms) {
    GraphBuilder built = GraphBuilder.valuesOf(forward);
    Gradients gradients = new Gradients(forward, built);
    forward.nodes().forEach(n -> built.node(Rules.of(n.op()).forward(n, gradients)));
    int losses = losses(forward, terms, gradients, built);
    for (int i = forward.nodes().size() - 1; i >= 0; i--) {
      Node n = forward.nodes().get(i);
      if (gradients.has(n)) {
        Rules.of(n.op()).backward(n, gradients);
      }
    }
    gradients.sumShared();
    return built.build(forward.outputs(), losses);
  }

  /** By image the loss of each term; their gradients reach the outputs. */
  private static int losses(
      Graph forward, List<LossTerm.Judged> terms, Gradients gradients, GraphBuilder built) {
    Node last = forward.nodes().get(forward.nodes().size() - 1);
    int labels = built.perImage("labels", Role.LABEL, new Type(DType.I32, List.of(1)));
    List<Integer> all = new ArrayList<>();
    for (LossTerm.Judged term : terms) {
      String end = terms.size() == 1 ? "" : "." + term.name();
      Value logits = forward.value(forward.outputs().get(term.output()));
      int losses = built.perImage("losses" + end, Role.ACTIVATION, Type.f32(1));
      int dlogits = built.like(logits, "d" + logits.name() + end, Role.GRADIENT);
      built.node(
          last.with(
              "loss" + end, new Op.Judgement(logits.type().size(), term),
              List.of(logits.id(), labels), List.of(losses, dlogits)));
      gradients.add(logits.id(), dlogits);
      all.add(losses);
    }
    if (all.size() == 1) {
      return all.get(0);
    }
    int together = built.perImage("losses", Role.ACTIVATION, Type.f32(all.size()));
    List<Move> moves =
        IntStream.range(0, all.size()).mapToObj(i -> new Move(i, 0, i, List.of(), 1)).toList();
    Op copy = new Op.Copy(Collections.nCopies(all.size(), 1), all.size(), moves);
    built.node(last.with("losses", copy, all, List.of(together)));
    return together;
  }
}
