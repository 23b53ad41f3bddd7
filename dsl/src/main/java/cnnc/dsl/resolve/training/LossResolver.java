package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.resolve.net.NetResolver;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a {@code loss} block for one net. */
public final class LossResolver {
  /** What stands beside the terms in a log of metrics. */
  private static final Set<String> METRICS =
      Set.of("step", "loss", "learningRate", "examplesPerSecond");

  private final NetResolver.Named named;
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  public LossResolver(NetResolver.Named named, Evaluator evaluator, Diagnostics diagnostics) {
    this.named = named;
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /** The terms; without a block, softmax cross-entropy plus the L2 terms. */
  public List<LossTerm> resolve(Declaration.Block block) {
    if (block == null) {
      return List.of(
          new LossTerm.Judged(
              "cross_entropy", new Loss.SoftmaxCrossEntropy(0), 0, 1, true, List.of()),
          new LossTerm.L2("weight_loss"));
    }
    TermReader reader = new TermReader(named, evaluator, diagnostics);
    List<LossTerm> terms = new ArrayList<>();
    List<Property> properties =
        Limits.atMost(
            Limits.TERMS, block.properties(), "terms in a loss", Property::nameSpan, diagnostics);
    for (Property p : properties) {
      if (METRICS.contains(p.name())) {
        report(Code.NAME_TAKEN, p.nameSpan(), "`" + p.name() + "` names another metric already");
      }
      if (terms.stream().anyMatch(t -> t.name().equals(p.name()))) {
        report(Code.NAME_TAKEN, p.nameSpan(), "there is a term `" + p.name() + "` already");
      }
      reader.read(p.name(), p.value()).ifPresent(
          term -> {
            if (terms.stream().anyMatch(t -> same(t, term))) {
              report(Code.LOSS_TERM, p.value().span(), "the loss has this term already, up to a factor");
            }
            terms.add(term);
          });
    }
    if (!diagnostics.hasErrors()
        && terms.stream().noneMatch(LossTerm.Judged.class::isInstance)) {
      report(Code.LOSS_TERM, block.nameSpan(), "the loss judges no output of the net");
    }
    if (terms.stream().noneMatch(LossTerm.L2.class::isInstance)) {
      named.network().layers().stream()
          .filter(l -> l.parameters().stream().anyMatch(q -> q.decay() > 0))
          .forEach(this::lintDecay);
    }
    return terms;
  }

  /** Whether two terms judge the same value alike. */
  private static boolean same(LossTerm a, LossTerm b) {
    return a instanceof LossTerm.Judged j && b instanceof LossTerm.Judged k
        ? j.loss().equals(k.loss()) && j.output() == k.output() && j.weights().equals(k.weights())
        : a instanceof LossTerm.L2 && b instanceof LossTerm.L2;
  }

  private void lintDecay(Layer layer) {
    diagnostics.report(
        Diagnostic.of(
                Code.DECAY_WITHOUT_L2, layer.origin(),
                "the decay of `" + layer.name() + "` has no effect: the loss has no `l2()`")
            .help("add `weight_loss = l2();` to the loss"));
  }

  private void report(Code code, Span span, String message) {
    diagnostics.report(Diagnostic.of(code, span, message));
  }
}
