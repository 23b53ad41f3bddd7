package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a checked network of one net. */
public final class NetResolver {
  /**
   * A network and how its file calls its parts.
   *
   * @param values layers by the names of stages; others stand for no layer
   * @param label the label's name
   */
  public record Named(Network network, Map<String, Integer> values, String label) {}

  private final Declaration.Net net;
  private final Evaluator evaluator;
  private final Diagnostics diagnostics;
  private final Values values;

  public NetResolver(Declaration.Net net, Evaluator evaluator, Diagnostics diagnostics) {
    this.net = net;
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
    this.values = new Values(diagnostics);
  }

  public Optional<Named> resolve() {
    Ports ports = new Ports(net, evaluator, diagnostics);
    ports.read(values);
    Drafts drafts = new Drafts(ports.input(), diagnostics);
    Branch trunk = new Branch("", ports.input() == null ? Values.UNKNOWN : Values.INPUT);
    int last = new Walk(evaluator, diagnostics, values, drafts).along(net.body(), trunk);
    boolean empty =
        net.body().stream()
            .noneMatch(e -> e instanceof Element.Layer || e instanceof Element.Fork);
    if (empty) {
      report(Code.EMPTY_NET, net.nameSpan(), "net `" + net.name() + "` has no layers");
    }
    List<Integer> outputs = outputs(last);
    if (outputs.get(0) == Values.INPUT && !diagnostics.hasErrors()) {
      report(Code.EMPTY_NET, net.nameSpan(), "net `" + net.name() + "` gives its input back");
    }
    if (diagnostics.hasErrors()) {
      return Optional.empty();
    }
    List<Layer> layers = new LayerNames(drafts.all(), diagnostics).layers();
    Network network =
        new Network(
            net.name(), net.comment(), ports.input(), ports.classes(), layers, outputs,
            net.nameSpan());
    new NetChecks(network, diagnostics).check();
    return diagnostics.hasErrors()
        ? Optional.empty()
        : Optional.of(new Named(network, values.all(), ports.label()));
  }

  /** The values that {@code output} names; the last one where there is no such line. */
  private List<Integer> outputs(int last) {
    if (net.outputs().isEmpty()) {
      return List.of(last);
    }
    List<Integer> outputs = new ArrayList<>();
    List<Expr.Ref> refs =
        Limits.atMost(Limits.OUTPUTS, net.outputs(), "outputs", Expr.Ref::span, diagnostics);
    for (Expr.Ref ref : refs) {
      int value = values.lookUp(ref.name(), ref.span());
      if (value == Values.INPUT && !outputs.isEmpty()) {
        report(Code.OUTPUTS, ref.span(), "`@" + ref.name() + "` is the input, which is no output");
      } else if (value >= 0 && outputs.contains(value)) {
        report(Code.OUTPUTS, ref.span(), "`@" + ref.name() + "` is an output already");
      }
      outputs.add(value);
    }
    return outputs;
  }

  private void report(Code code, Span span, String message) {
    diagnostics.report(Diagnostic.of(code, span, message));
  }
}
