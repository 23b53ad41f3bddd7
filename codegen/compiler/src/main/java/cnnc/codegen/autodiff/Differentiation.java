package cnnc.codegen.autodiff;

import cnnc.codegen.graph.DType;
import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.GraphBuilder;
import cnnc.codegen.graph.Node;
import cnnc.codegen.graph.Op;
import cnnc.codegen.graph.Role;
import cnnc.codegen.graph.Type;
import cnnc.codegen.graph.Value;
import cnnc.dsl.model.LossTerm;
import java.util.List;

/** The door: the loss and the gradients of all parameters are added to a graph. */
public final class Differentiation {
  private Differentiation() {}

  /** The training graph: forward, the loss that is minimised, backward. */
  public static Graph differentiate(Graph forward, LossTerm.Judged term) {
    GraphBuilder built = GraphBuilder.valuesOf(forward);
    Gradients gradients = new Gradients(forward, built);
    forward.nodes().forEach(n -> built.node(Rules.of(n.op()).forward(n, gradients)));
    Value logits = forward.value(forward.logits());
    int labels = built.perImage("labels", Role.LABEL, new Type(DType.I32, List.of(1)));
    int losses = built.perImage("losses", Role.ACTIVATION, Type.f32(1));
    int dlogits = built.like(logits, "d" + logits.name(), Role.GRADIENT);
    Node last = forward.nodes().get(forward.nodes().size() - 1);
    built.node(
        last.with(
            "loss", new Op.Judgement(logits.type().size(), term),
            List.of(logits.id(), labels), List.of(losses, dlogits)));
    gradients.add(logits.id(), dlogits);
    for (int i = forward.nodes().size() - 1; i >= 0; i--) {
      Node n = forward.nodes().get(i);
      if (gradients.has(n)) {
        Rules.of(n.op()).backward(n, gradients);
      }
    }
    return built.build(forward.logits(), losses);
  }
}
