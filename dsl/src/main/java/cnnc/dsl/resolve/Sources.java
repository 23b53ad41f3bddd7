package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.resolve.net.NetResolver;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.syntax.Argument;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the nets of a file that become classes, and gives their parameters what was given for them. */
final class Sources {
  private final FileScope scope;
  private final Settings settings;
  private final Diagnostics diagnostics;
  /** Nets with parameters that others give. */
  private final Set<Declaration.Net> instantiated = new HashSet<>();

  Sources(FileScope scope, Settings settings, Diagnostics diagnostics) {
    this.scope = scope;
    this.settings = settings;
    this.diagnostics = diagnostics;
  }

  List<NetResolver.Source> all() {
    checkSettings();
    for (Declaration d : scope.classes) {
      if (d instanceof Declaration.Instance i && scope.nets.containsKey(i.of().name())) {
        instantiated.add(scope.nets.get(i.of().name()).syntax());
      }
    }
    List<NetResolver.Source> sources = new ArrayList<>();
    for (Declaration d : scope.classes) {
      if (d instanceof Declaration.Instance i) {
        instance(i).ifPresent(sources::add);
      } else {
        net((Declaration.Net) d).ifPresent(sources::add);
      }
    }
    return sources;
  }

  private void checkSettings() {
    for (Settings.Value v : settings.values()) {
      List<Declaration.Net> meant =
          scope.classes.stream()
              .filter(Declaration.Net.class::isInstance)
              .map(Declaration.Net.class::cast)
              .filter(n -> v.net().isEmpty() || v.net().equals(n.name()))
              .toList();
      Set<String> names = new LinkedHashSet<>();
      meant.forEach(n -> n.params().forEach(p -> names.add(p.name())));
      if (meant.isEmpty()) {
        diagnostics.report(
            Similar.helpOrList(
                Diagnostic.of(
                    Code.UNKNOWN_NAME, v.netSpan(),
                    v.net().isEmpty()
                        ? "this file has no net of its own whose parameters could be set"
                        : "there is no net `" + v.net() + "` whose parameters could be set"),
                v.net(),
                scope.classes.stream()
                    .filter(Declaration.Net.class::isInstance)
                    .map(FileScope::name)
                    .toList()));
      } else if (!names.contains(v.argument().name())) {
        unknown(v.argument(), names);
      }
    }
  }

  private void unknown(Argument a, Set<String> names) {
    Diagnostic fault =
        Diagnostic.of(
            Code.UNKNOWN_ARGUMENT, a.nameSpan(),
            "no net of this file has a parameter `" + a.name() + "`");
    diagnostics.report(
        names.isEmpty()
            ? fault.help("a net has parameters in parentheses, as in `net ResNet(n = 3)`")
            : Similar.helpOrList(fault, a.name(), names));
  }

  private Optional<NetResolver.Source> net(Declaration.Net net) {
    Set<String> names = new HashSet<>();
    net.params().forEach(p -> names.add(p.name()));
    List<Argument> given =
        settings.values().stream()
            .filter(v -> v.net().isEmpty() || v.net().equals(net.name()))
            .map(Settings.Value::argument)
            .filter(a -> names.contains(a.name()))
            .toList();
    Optional<Declaration.Param> missing =
        net.params().stream()
            .filter(p -> p.fallback() == null)
            .filter(p -> given.stream().noneMatch(a -> a.name().equals(p.name())))
            .findFirst();
    if (missing.isPresent()) {
      if (!instantiated.contains(net)) {
        String name = missing.get().name();
        diagnostics.report(
            Diagnostic.of(
                    Code.MISSING_ARGUMENT, missing.get().nameSpan(),
                    "net `" + net.name() + "` needs a value for `" + name + "`")
                .help("give it one by `--set " + name + "=...`, by a default, or in `net Other = "
                    + net.name() + "(" + name + " = ...);`"));
      }
      return Optional.empty();
    }
    Bound bound =
        Bound.call(
            NetResolver.signature(net), given, net.nameSpan(), scope.constants, diagnostics);
    return bound.failed()
        ? Optional.empty()
        : Optional.of(NetResolver.Source.of(net, bound, scope.constants, scope.definitions));
  }

  private Optional<NetResolver.Source> instance(Declaration.Instance i) {
    FileScope.NetHome of = scope.nets.get(i.of().name());
    if (of == null) {
      diagnostics.report(
          Similar.helpOrList(
              Diagnostic.of(
                  Code.UNKNOWN_NAME, i.of().nameSpan(), "there is no net `" + i.of().name() + "`"),
              i.of().name(), scope.nets.keySet()));
      return Optional.empty();
    }
    Bound bound =
        Bound.call(
            NetResolver.signature(of.syntax()), i.of().arguments(), i.of().span(),
            scope.constants, diagnostics);
    return bound.failed()
        ? Optional.empty()
        : Optional.of(
            new NetResolver.Source(
                of.syntax(), i.name(), i.nameSpan(), i.comment(), bound, of.home().constants,
                of.home().definitions));
  }
}
