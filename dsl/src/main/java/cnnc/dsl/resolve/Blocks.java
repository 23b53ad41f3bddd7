package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Shape;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The named blocks of a file and how they are found and bound. */
final class Blocks {
  final Map<String, Declaration.Block> data = new LinkedHashMap<>();
  final Map<String, Declaration.Block> recipes = new LinkedHashMap<>();
  final Map<String, Declaration.Block> losses = new LinkedHashMap<>();
  final Map<String, Declaration.Block> evaluations = new LinkedHashMap<>();
  final Map<String, Declaration.Augment> augmentations = new LinkedHashMap<>();
  final Evaluator evaluator;
  final Diagnostics diagnostics;

  /** Recipes whose cycle has been reported. */
  private final List<String> cyclic = new ArrayList<>();

  private final Map<String, Optional<DataSet>> resolvedData = new LinkedHashMap<>();

  Blocks(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
  }

  void add(Declaration.Block block) {
    Map<String, Declaration.Block> kind =
        switch (block.keyword()) {
          case "data" -> data;
          case "recipe" -> recipes;
          case "loss" -> losses;
          default -> evaluations;
        };
    taken(block.keyword(), block.name(), block.nameSpan(), kind.putIfAbsent(block.name(), block));
  }

  void add(Declaration.Augment chain) {
    taken(
        "augment", chain.name(), chain.nameSpan(),
        augmentations.putIfAbsent(chain.name(), chain));
  }

  private void taken(String keyword, String name, Span span, Declaration first) {
    if (first != null) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NAME_TAKEN, span,
                  "there is " + ("aeiou".indexOf(keyword.charAt(0)) >= 0 ? "an " : "a ") + keyword
                      + (name.isEmpty() ? "" : " `" + name + "`") + " already")
              .also(first.span(), "first declared here"));
    }
  }

  /** Binds the properties of a block; only these names are allowed. */
  Bound bind(Declaration.Block block, List<Property> properties, List<String> allowed) {
    Bound bound = new Bound(block.keyword(), block.nameSpan(), evaluator, diagnostics);
    for (Property p : properties) {
      if (allowed.contains(p.name())) {
        bound.put(p.name(), p.nameSpan(), p.value());
      } else {
        Diagnostic d =
            Diagnostic.of(
                Code.UNKNOWN_PROPERTY,
                p.nameSpan(),
                "`" + block.keyword() + "` has no property `" + p.name() + "`");
        bound.fault(
            Similar.to(p.name(), allowed)
                .map(s -> d.help("did you mean `" + s + "`?"))
                .orElse(d)
                .note("there are " + String.join(", ", allowed)));
      }
    }
    return bound;
  }

  /** The data set that a property names; the only one of the file where it is silent. */
  Optional<DataSet> data(Bound bound) {
    if (!bound.given("data")) {
      return data.size() == 1 ? data(data.values().iterator().next()) : Optional.empty();
    }
    return word(bound, "data", "data set", data.keySet()).flatMap(name -> data(data.get(name)));
  }

  /** Every data set is resolved, named or not, so that its faults are found. */
  void resolveAllData() {
    data.values().forEach(this::data);
  }

  private Optional<DataSet> data(Declaration.Block block) {
    return resolvedData.computeIfAbsent(
        block.name(), name -> new DataResolver(this).resolve(block));
  }

  /** The chain of this name for these raw images, which must end in the network's input. */
  Optional<Augmentation> augmentation(String name, Optional<DataSet> on, Shape.Image input) {
    Declaration.Augment declaration = augmentations.get(name);
    Shape.Image raw = on.map(DataSet::image).orElse(input);
    Optional<Augmentation> chain =
        new AugmentationResolver(evaluator, diagnostics).resolve(declaration, raw);
    chain
        .filter(c -> !c.output().equals(input))
        .ifPresent(
            c -> diagnostics.report(
                Diagnostic.of(
                    Code.AUGMENTATION_SHAPE,
                    declaration.nameSpan(),
                    "`" + name + "` turns " + raw + " into " + c.output()
                        + ", but the net's input is " + input)));
    return chain;
  }

  /** The word that a property gives, when it is one of these names. */
  Optional<String> word(Bound bound, String property, String what, Collection<String> names) {
    Value value = bound.value(property).orElse(null);
    if (value instanceof Value.Word w && names.contains(w.name())) {
      return Optional.of(w.name());
    }
    if (value instanceof Value.Word w) {
      Diagnostic d =
          Diagnostic.of(
              Code.UNKNOWN_BLOCK, bound.span(property),
              "there is no " + what + " named `" + w.name() + "`");
      bound.fault(
          Similar.to(w.name(), names)
              .map(s -> d.help("did you mean `" + s + "`?"))
              .orElse(names.isEmpty() ? d : d.note("there are " + String.join(", ", names))));
    } else if (value != null) {
      bound.wrong(property, "the name of a " + what, value);
    }
    return Optional.empty();
  }

  /** Whether the bases of a recipe all exist and end somewhere. */
  boolean complete(Declaration.Block block) {
    List<String> seen = new ArrayList<>();
    Declaration.Block b = block;
    while (b != null && !b.base().isEmpty() && !seen.contains(b.name())) {
      seen.add(b.name());
      b = recipes.get(b.base());
    }
    return b != null && b.base().isEmpty();
  }

  /** The properties of a block with those of its bases; the nearest wins. */
  List<Property> inherited(Declaration.Block block) {
    List<Declaration.Block> line = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    Declaration.Block b = block;
    while (b != null) {
      if (seen.contains(b.name())) {
        if (cyclic.containsAll(seen)) {
          break;
        }
        cyclic.addAll(seen);
        diagnostics.report(
            Diagnostic.of(
                Code.RECIPE_CYCLE, block.nameSpan(),
                "recipe `" + block.name() + "` extends itself: "
                    + String.join(" -> ", seen) + " -> " + b.name()));
        break;
      }
      seen.add(b.name());
      line.add(0, b);
      b = base(b);
    }
    List<Property> all = new ArrayList<>();
    for (Declaration.Block nearer : line) {
      all.removeIf(old -> nearer.properties().stream().anyMatch(p -> replaces(p, old)));
      all.addAll(nearer.properties());
    }
    return all;
  }

  /** {@code steps} and {@code epochs} both say how long, so one replaces the other. */
  private static boolean replaces(Property own, Property inherited) {
    List<String> length = List.of("steps", "epochs");
    return own.name().equals(inherited.name())
        || length.contains(own.name()) && length.contains(inherited.name());
  }

  private Declaration.Block base(Declaration.Block b) {
    if (b.base().isEmpty()) {
      return null;
    }
    Declaration.Block base = recipes.get(b.base());
    if (base == null) {
      Diagnostic d =
          Diagnostic.of(
              Code.UNKNOWN_BLOCK, b.baseSpan(), "there is no recipe named `" + b.base() + "`");
      diagnostics.report(
          Similar.to(b.base(), recipes.keySet())
              .map(s -> d.help("did you mean `" + s + "`?"))
              .orElse(d));
    }
    return base;
  }
}
