package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Network;
import cnnc.dsl.resolve.net.NetChecks;
import cnnc.dsl.resolve.net.NetResolver;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.syntax.Expr;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code 0.3 * mean(softmax_xent(@logits, @y, smoothing = 0.1))} and {@code l2()}. */
final class TermReader {
  private static final String HELP =
      "use `mean(softmax_xent(@logits, @y))`, `sum(...)` or `l2()`, times a number if need be";

  private final NetResolver.Named named;
  private final Network network;
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;

  TermReader(NetResolver.Named named, Evaluator evaluator, Diagnostics diagnostics) {
    this.named = named;
    this.network = named.network();
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  /** The term, or nothing when it has a fault. */
  Optional<LossTerm> read(String name, Expr expr) {
    if (expr instanceof Expr.Call l2 && l2.name().equals("l2") && l2.arguments().isEmpty()) {
      return Optional.of(new LossTerm.L2(name));
    }
    double factor = 1;
    Expr rest = expr;
    while (rest instanceof Expr.Binary b && List.of("*", "/").contains(b.operator())) {
      boolean times = b.operator().equals("*");
      boolean front = times && calls(b.right());
      Expr number = front ? b.left() : b.right();
      factor *= Math.pow(factor(number), times ? 1 : -1);
      rest = front ? b.right() : b.left();
    }
    if (!(rest instanceof Expr.Call over
        && (over.name().equals("mean") || over.name().equals("sum"))
        && over.arguments().size() == 1
        && over.arguments().get(0).positional()
        && over.arguments().get(0).value() instanceof Expr.Call loss)) {
      return none(rest);
    }
    if (!(factor >= 1e-30 && factor <= Limits.LARGEST)) {
      diagnostics.report(
          Diagnostic.of(
              Code.OUT_OF_RANGE, expr.span(),
              "a term is multiplied by a number from 1e-30 to 1e30"));
    }
    return judged(name, loss, factor, over.name().equals("mean"));
  }

  private static boolean calls(Expr expr) {
    return expr instanceof Expr.Call
        || expr instanceof Expr.Binary b && (calls(b.left()) || calls(b.right()));
  }

  private double factor(Expr expr) {
    Bound bound = new Bound("loss", expr.span(), evaluator, diagnostics);
    bound.put("factor", expr.span(), expr);
    return bound.number("factor", 1, -Limits.LARGEST, Limits.LARGEST);
  }

  private Optional<LossTerm> none(Expr expr) {
    Diagnostic fault = Diagnostic.of(Code.LOSS_TERM, expr.span(), "this is no loss term");
    boolean bare = expr instanceof Expr.Call c && Losses.TABLE.containsKey(c.name());
    diagnostics.report(
        bare
            ? fault.help("say how a batch is summed up, as in `mean(" + ((Expr.Call) expr).name() + "(...))`")
            : fault.help(HELP));
    return Optional.empty();
  }

  private Optional<LossTerm> judged(String name, Expr.Call call, double factor, boolean mean) {
    Losses.Entry entry = Losses.TABLE.get(call.name());
    if (entry == null) {
      diagnostics.report(
          Similar.helpOrList(
              Diagnostic.of(
                  Code.LOSS_TERM, call.nameSpan(), "there is no loss named `" + call.name() + "`"),
              call.name(), Losses.TABLE.keySet()));
      return Optional.empty();
    }
    Bound b =
        Bound.call(entry.signature(), call.arguments(), call.span(), evaluator, diagnostics);
    int output = output(b);
    label(b);
    Loss loss = entry.rule().apply(b);
    List<Double> weights = weights(b);
    return b.failed()
        ? Optional.empty()
        : Optional.of(new LossTerm.Judged(name, loss, output, factor, mean, weights));
  }

  /** Which of the net's outputs is judged. */
  private int output(Bound b) {
    Value value = b.value("output").orElse(null);
    if (!(value instanceof Value.Ref r)) {
      if (value != null) {
        b.wrong("output", "an output of the net, such as `@logits`", value);
      }
      return 0;
    }
    Integer layer = named.values().get(r.name());
    int output = layer == null ? -1 : network.outputs().indexOf(layer);
    if (output < 0) {
      b.fault(
          Diagnostic.of(
                  Code.LOSS_TERM, b.span("output"), "`@" + r.name() + "` is no output of the net")
              .help(instead()));
      return 0;
    }
    NetChecks.classes(network, network.layers().get(layer), b.span("output"))
        .map(d -> d.help("an output that is judged ends with dense(" + network.classes() + ")"))
        .ifPresent(b::fault);
    return output;
  }

  private String instead() {
    return named.values().entrySet().stream()
        .filter(e -> e.getValue() == network.output())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst()
        .map(n -> "write `@" + n + "`, or name more outputs, as in `output @" + n + ", @other;`")
        .orElse("name the last stage, as in `logits: dense(" + network.classes() + ")`");
  }

  private void label(Bound b) {
    Value value = b.value("label").orElse(null);
    if (value != null && !value.equals(new Value.Ref(named.label()))) {
      b.fault(
          Diagnostic.of(Code.LOSS_TERM, b.span("label"), "the label is needed here")
              .help("write `@" + named.label() + "`"));
    }
  }

  /** One for each class. */
  private List<Double> weights(Bound b) {
    Value value = b.value("weights").orElse(new Value.None());
    if (value instanceof Value.None) {
      return List.of();
    }
    if (!(value instanceof Value.Items l)) {
      b.wrong("weights", "a list of numbers, one for each class", value);
      return List.of();
    }
    if (l.items().size() != network.classes()) {
      b.fault(
          Diagnostic.of(
              Code.CLASS_WEIGHTS, b.span("weights"),
              "there are " + network.classes() + " classes, but " + l.items().size()
                  + " `weights`"));
      return List.of();
    }
    List<Double> weights =
        l.items().stream().map(v -> b.number("weights", v, 1, 0, Limits.LARGEST)).toList();
    if (weights.stream().allMatch(w -> w == 0)) {
      b.fault(
          Diagnostic.of(
              Code.CLASS_WEIGHTS, b.span("weights"),
              "all `weights` are 0, so that nothing is learned"));
    }
    return weights;
  }
}
