package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
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
   * @param expanded the net with definitions, repetitions and conditions written out
   */
  public record Named(
      Network network, Map<String, Integer> values, String label, Declaration.Net expanded) {}

  /**
   * A net and what it can name.
   *
   * @param name of the class that it becomes
   * @param given arguments for its parameters
   * @param constants of the file that it stands in
   */
  public record Source(
      Declaration.Net syntax, String name, Span nameSpan, String comment, Bound given,
      Evaluator constants, Definitions definitions) {
    /** A net under its own name. */
    public static Source of(
        Declaration.Net net, Bound given, Evaluator constants, Definitions definitions) {
      return new Source(
          net, net.name(), net.nameSpan(), net.comment(), given, constants, definitions);
    }
  }

  private final Source source;
  private final Declaration.Net net;
  private final ParameterRules rules;
  private final Expansion expansion;
  private final Diagnostics diagnostics;
  private final Values values;
  /** Errors that were found before. */
  private int faults;

  public NetResolver(
      Source source, ParameterRules rules, Expansion expansion, Diagnostics diagnostics) {
    this.source = source;
    this.net = source.syntax();
    this.rules = rules;
    this.expansion = expansion;
    this.diagnostics = diagnostics;
    this.values = new Values(diagnostics);
  }

  /** What may stand between the parentheses behind a net's name. */
  public static Signature signature(Declaration.Net net) {
    return Definitions.signature(net.name(), net.params());
  }

  /** The network, or nothing when it has a fault. */
  public Optional<Named> resolve() {
    faults = diagnostics.errors();
    Evaluator constants = source.constants().inner();
    new Parameters(source.given(), constants, new StageNames())
        .bind(net.params(), values, values);
    Ports ports = new Ports(net, constants, diagnostics);
    ports.read(values);
    Drafts drafts = new Drafts(ports.input(), diagnostics);
    Branch trunk = Branch.trunk(ports.input() == null ? Values.UNKNOWN : Values.INPUT);
    Building building = new Building(diagnostics, drafts, expansion);
    int last =
        new Walk(building, source.definitions(), values, constants).along(net.body(), trunk);
    if (drafts.all().isEmpty() && last != Values.UNKNOWN && sound()) {
      report(Code.EMPTY_NET, net.nameSpan(), "net `" + net.name() + "` has no layers");
    }
    List<Integer> outputs = outputs(last);
    if (outputs.get(0) == Values.INPUT && sound()) {
      report(Code.EMPTY_NET, net.nameSpan(), "net `" + net.name() + "` gives its input back");
    }
    // What names a constant with a fault is unknown, and the fault was reported there.
    if (!sound() || outputs.contains(Values.UNKNOWN)) {
      return Optional.empty();
    }
    List<Layer> layers = new LayerNames(drafts.all(), diagnostics).layers();
    new SharedWeights(drafts.all(), layers, diagnostics).check();
    Network network =
        new Network(
            source.name(), source.comment(), ports.input(), ports.classes(), rules.apply(layers),
            outputs, outputNames(layers, last), source.nameSpan());
    new NetChecks(network, diagnostics).check();
    return !sound()
        ? Optional.empty()
        : Optional.of(
            new Named(network, values.all(), ports.label(), expanded(trunk, ports)));
  }

  /** Whether nothing is wrong with this net so far. */
  private boolean sound() {
    return diagnostics.errors() == faults;
  }

  private Declaration.Net expanded(Branch trunk, Ports ports) {
    return new Declaration.Net(
        source.name(), source.nameSpan(), List.of(), ports.written(), trunk.written,
        net.outputs(), source.comment(), net.span());
  }

  private List<String> outputNames(List<Layer> layers, int last) {
    return net.outputs().isEmpty()
        ? List.of(layers.get(last).title())
        : net.outputs().stream().map(Expr.Ref::name).toList();
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
