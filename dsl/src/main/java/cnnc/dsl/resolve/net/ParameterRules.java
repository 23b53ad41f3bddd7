package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What the {@code params} of a file say about parameters by their names; the last word counts. */
public final class ParameterRules {
  private static final List<String> PROPERTIES = List.of("decay", "lr", "frozen");

  /** One pattern and what it says. */
  private record Entry(
      Declaration.Selector selector, OptionalDouble decay, OptionalDouble rate) {}

  private final Diagnostics diagnostics;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<Declaration.Selector> matched = new LinkedHashSet<>();
  private final Set<String> names = new LinkedHashSet<>();

  public ParameterRules(
      List<Declaration.Rule> rules, Evaluator evaluator, Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    List<Declaration.Rule> read =
        Limits.atMost(
            Limits.BLOCKS, rules, "rules for parameters", r -> r.selectors().get(0).span(),
            diagnostics);
    read.forEach(rule -> add(rule, evaluator));
  }

  private void add(Declaration.Rule rule, Evaluator evaluator) {
    Bound b =
        new Bound("params", rule.selectors().get(0).span(), evaluator, diagnostics);
    for (Property p : rule.properties()) {
      if (PROPERTIES.contains(p.name())) {
        b.put(p.name(), p.nameSpan(), p.value());
      } else {
        b.fault(
            Similar.help(
                    Diagnostic.of(
                        Code.UNKNOWN_PROPERTY, p.nameSpan(),
                        "`params` has no property `" + p.name() + "`"),
                    p.name(), PROPERTIES)
                .note("there are " + String.join(", ", PROPERTIES)));
      }
    }
    OptionalDouble decay = number(b, "decay");
    OptionalDouble rate = number(b, "lr");
    if (b.given("frozen")) {
      boolean frozen = b.flag("frozen", false);
      if (frozen && rate.isPresent()) {
        b.fault(
            Diagnostic.of(
                Code.NAME_TAKEN, b.span("lr"), "`lr` and `frozen = true` contradict each other"));
      }
      rate = frozen ? OptionalDouble.of(0) : rate.isPresent() ? rate : OptionalDouble.of(1);
    }
    for (Declaration.Selector s : rule.selectors()) {
      entries.add(new Entry(s, decay, rate));
    }
  }

  private static OptionalDouble number(Bound b, String name) {
    return b.given(name)
        ? OptionalDouble.of(b.number(name, 1, 0, Limits.LARGEST))
        : OptionalDouble.empty();
  }

  /** Whether a pattern, in which a star stands for any characters, is that of a name. */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int from = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        from = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++from;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** The layers of a net with what is said about their parameters. */
  List<Layer> apply(List<Layer> layers) {
    return entries.isEmpty() ? layers : layers.stream().map(this::apply).toList();
  }

  private Layer apply(Layer layer) {
    List<Parameter> parameters = layer.parameters().stream().map(this::apply).toList();
    return layer.with(new Layer.Tensors(parameters, layer.states()));
  }

  private Parameter apply(Parameter parameter) {
    names.add(parameter.name());
    Parameter now = parameter;
    for (Entry e : entries) {
      if (matches(e.selector().pattern(), parameter.name())) {
        matched.add(e.selector());
        now =
            new Parameter(
                now.name(), now.shape(), now.init(), now.fans(), e.decay().orElse(now.decay()),
                e.rate().orElse(now.rate()));
      }
    }
    return now;
  }

  /** Reports the patterns that no parameter of any net matches. */
  public void reportUnmatched() {
    for (Entry e : entries) {
      if (!matched.contains(e.selector())) {
        String pattern = e.selector().pattern();
        Diagnostic fault =
            Diagnostic.of(
                Code.UNMATCHED, e.selector().span(), "no parameter is named `" + pattern + "`");
        Optional<String> meant = Similar.to(pattern, names);
        diagnostics.report(
            meant
                .map(name -> fault.help("did you mean `" + name + "`?"))
                .orElseGet(
                    () -> names.isEmpty() ? fault : fault.note(Similar.thereAre(names))));
      }
    }
  }
}
