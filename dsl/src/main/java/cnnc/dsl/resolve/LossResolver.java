package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Network;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Expr;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a {@code loss} block for one net. */
final class LossResolver {
  /** What stands beside the terms in a log of metrics. */
  private static final Set<String> METRICS =
      Set.of("step", "loss", "learningRate", "examplesPerSecond");

  private final Declaration.Net net;
  private final Network network;
  private final Diagnostics diagnostics;

  LossResolver(Declaration.Net net, Network network, Diagnostics diagnostics) {
    this.net = net;
    this.network = network;
    this.diagnostics = diagnostics;
  }

  /** The terms; without a block, softmax cross-entropy plus the L2 terms. */
  List<LossTerm> resolve(Declaration.Block block) {
    if (block == null) {
      return List.of(
          crossEntropy("cross_entropy"), new LossTerm.L2("weight_loss"));
    }
    List<LossTerm> terms = new ArrayList<>();
    for (Property p : block.properties()) {
      if (METRICS.contains(p.name())) {
        report(Code.NAME_TAKEN, p.nameSpan(), "`" + p.name() + "` names another metric already");
      }
      if (terms.stream().anyMatch(t -> t.name().equals(p.name()))) {
        report(Code.NAME_TAKEN, p.nameSpan(), "there is a term `" + p.name() + "` already");
      }
      LossTerm term = term(p.name(), p.value());
      if (term != null) {
        if (terms.stream().anyMatch(t -> t.getClass() == term.getClass())) {
          report(Code.LOSS_TERM, p.value().span(), "the loss has this term already");
        }
        terms.add(term);
      }
    }
    if (!diagnostics.hasErrors()
        && terms.stream().noneMatch(LossTerm.Judged.class::isInstance)) {
      report(Code.LOSS_TERM, block.nameSpan(), "the loss has no cross-entropy term");
    }
    if (terms.stream().noneMatch(LossTerm.L2.class::isInstance)) {
      network.layers().stream()
          .filter(l -> l.parameters().stream().anyMatch(q -> q.decay() > 0))
          .forEach(this::lintDecay);
    }
    return terms;
  }

  private void lintDecay(Layer layer) {
    diagnostics.report(
        Diagnostic.of(
                Code.DECAY_WITHOUT_L2, layer.origin(),
                "the decay of `" + layer.name() + "` has no effect: the loss has no `l2()`")
            .help("add `weight_loss = l2();` to the loss"));
  }

  private static LossTerm crossEntropy(String name) {
    return new LossTerm.Judged(name, new Loss.SoftmaxCrossEntropy(0), 0, 1, true, List.of());
  }

  private LossTerm term(String name, Expr expr) {
    if (expr instanceof Expr.Call l2 && l2.name().equals("l2") && l2.arguments().isEmpty()) {
      return new LossTerm.L2(name);
    }
    if (expr instanceof Expr.Call mean
        && mean.name().equals("mean")
        && mean.arguments().size() == 1
        && mean.arguments().get(0).value() instanceof Expr.Call xent
        && xent.name().equals("softmax_xent")
        && xent.arguments().size() == 2) {
      String output = outputName();
      String label = net.ports().get(labelPort()).name();
      checkRef(xent.arguments().get(0), output, "the net's last value");
      checkRef(xent.arguments().get(1), label, "the label");
      return crossEntropy(name);
    }
    diagnostics.report(
        Diagnostic.of(Code.LOSS_TERM, expr.span(), "this is no loss term")
            .help("use mean(softmax_xent(@logits, @y)) or l2()"));
    return null;
  }

  private int labelPort() {
    for (int i = 0; i < net.ports().size(); i++) {
      if (net.ports().get(i).keyword().equals("label")) {
        return i;
      }
    }
    throw new IllegalStateException("a resolved net has a label");
  }

  private String outputName() {
    return network.layers().get(network.output()).stage();
  }

  private void checkRef(Argument argument, String wanted, String what) {
    if (!(argument.value() instanceof Expr.Ref r) || !r.name().equals(wanted)) {
      Diagnostic d =
          Diagnostic.of(
              Code.LOSS_TERM, argument.value().span(), "softmax_xent needs " + what + " here");
      diagnostics.report(
          wanted.isEmpty()
              ? d.help("name the last stage, as in `logits: dense(10)`")
              : d.help("write `@" + wanted + "`"));
    }
  }

  private void report(Code code, Span span, String message) {
    diagnostics.report(Diagnostic.of(code, span, message));
  }
}
