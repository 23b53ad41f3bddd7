package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The named blocks of a file and how they are found and bound. */
public final class Blocks {
  final Map<String, Declaration.Block> data = new LinkedHashMap<>();
  public final Map<String, Declaration.Block> recipes = new LinkedHashMap<>();
  public final Map<String, Declaration.Block> losses = new LinkedHashMap<>();
  public final Map<String, Declaration.Block> evaluations = new LinkedHashMap<>();
  final Map<String, Declaration.Augment> augmentations = new LinkedHashMap<>();
  final Evaluator evaluator;
  final Diagnostics diagnostics;

  final Inheritance inheritance;

  /** Of blocks that other files declare, the constants that they can name. */
  private final Map<Declaration, Evaluator> elsewhere = new IdentityHashMap<>();
  private final Map<String, Optional<DataSet>> resolvedData = new LinkedHashMap<>();

  public Blocks(Evaluator evaluator, Diagnostics diagnostics) {
    this.evaluator = evaluator;
    this.diagnostics = diagnostics;
    this.inheritance = new Inheritance(recipes, diagnostics);
  }

  public void add(Declaration.Block block) {
    Map<String, Declaration.Block> kind =
        switch (block.keyword()) {
          case "data" -> data;
          case "recipe" -> recipes;
          case "loss" -> losses;
          default -> evaluations;
        };
    if (kind.size() == Limits.BLOCKS && !kind.containsKey(block.name())) {
      Limits.report(Limits.BLOCKS, "blocks of one kind", block.nameSpan(), diagnostics);
      return;
    }
    taken(block.keyword(), block.name(), block.nameSpan(), kind.putIfAbsent(block.name(), block));
  }

  public void add(Declaration.Augment chain) {
    if (augmentations.size() == Limits.BLOCKS && !augmentations.containsKey(chain.name())) {
      Limits.report(Limits.BLOCKS, "augmentations", chain.nameSpan(), diagnostics);
      return;
    }
    taken(
        "augment", chain.name(), chain.nameSpan(),
        augmentations.putIfAbsent(chain.name(), chain));
  }

  /** Makes an imported file's own data sets and augmentations known as {@code alias.name}. */
  public void addAll(String alias, Blocks imported) {
    imported.data.forEach(
        (name, block) -> {
          if (!imported.elsewhere.containsKey(block)) {
            data.put(alias + "." + name, block);
            elsewhere.put(block, imported.evaluator);
          }
        });
    imported.augmentations.forEach(
        (name, chain) -> {
          if (!imported.elsewhere.containsKey(chain)) {
            augmentations.put(alias + "." + name, chain);
            elsewhere.put(chain, imported.evaluator);
          }
        });
  }

  /**
   * A block of another file.
   *
   * @param name what this file calls it
   * @param scope the constants that it can name
   */
  public record Imported(String name, Declaration block, Evaluator scope) {}

  /** What other files declare, in order. */
  public List<Imported> imported() {
    return Stream.of(data, augmentations)
        .flatMap(blocks -> blocks.entrySet().stream())
        .filter(e -> elsewhere.containsKey(e.getValue()))
        .map(e -> new Imported(e.getKey(), e.getValue(), elsewhere.get(e.getValue())))
        .toList();
  }

  /** Whether a chain stands in the file itself. */
  boolean own(Declaration.Augment chain) {
    return !elsewhere.containsKey(chain);
  }

  private Evaluator evaluator(Declaration block) {
    return elsewhere.getOrDefault(block, evaluator);
  }

  private void taken(String keyword, String name, Span span, Declaration first) {
    if (first != null) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NAME_TAKEN, span,
                  "there is " + Similar.withArticle(keyword)
                      + (name.isEmpty() ? "" : " `" + name + "`") + " already")
              .also(first.span(), "first declared here"));
    }
  }

  /** Binds the properties of a block; only these names are allowed. */
  Bound bind(Declaration.Block block, List<Property> properties, List<String> allowed) {
    Bound bound =
        new Bound(block.keyword(), block.nameSpan(), evaluator(block), diagnostics);
    for (Property p : properties) {
      if (allowed.contains(p.name())) {
        bound.put(p.name(), p.nameSpan(), p.value());
      } else {
        bound.fault(
            Similar.help(
                    Diagnostic.of(
                        Code.UNKNOWN_PROPERTY,
                        p.nameSpan(),
                        "`" + block.keyword() + "` has no property `" + p.name() + "`"),
                    p.name(), allowed)
                .note("there are " + String.join(", ", allowed)));
      }
    }
    return bound;
  }

  /** The data set that a property names; the only one of the file where it is silent. */
  Optional<DataSet> data(Bound bound) {
    if (!bound.given("data")) {
      List<Declaration.Block> own =
          data.values().stream().filter(b -> !elsewhere.containsKey(b)).toList();
      List<Declaration.Block> all = own.isEmpty() ? List.copyOf(data.values()) : own;
      return all.size() == 1 ? data(all.get(0)) : Optional.empty();
    }
    return word(bound, "data", "data set", data.keySet()).flatMap(name -> data(data.get(name)));
  }

  /** Every data set of the file is resolved, named or not, so that its faults are found. */
  public void resolveAllData() {
    data.values().stream().filter(b -> !elsewhere.containsKey(b)).forEach(this::data);
  }

  private Optional<DataSet> data(Declaration.Block block) {
    return resolvedData.computeIfAbsent(
        block.nameSpan().toString(), place -> new DataResolver(this).resolve(block));
  }

  /** The chain of this name for these raw images, which must end in the network's input. */
  Optional<Augmentation> augmentation(String name, Optional<DataSet> on, Shape.Image input) {
    Declaration.Augment declaration = augmentations.get(name);
    Shape.Image raw = on.map(DataSet::image).orElse(input);
    Optional<Augmentation> chain =
        new AugmentationResolver(evaluator(declaration), diagnostics).resolve(declaration, raw);
    chain
        .filter(c -> !c.output().equals(input))
        .ifPresent(
            c -> diagnostics.report(
                planesFirst(
                    Diagnostic.of(
                        Code.AUGMENTATION_SHAPE,
                        declaration.nameSpan(),
                        "`" + name + "` turns " + raw + " into " + c.output()
                            + ", but the net's input is " + input),
                    raw)));
    return chain;
  }

  /** Says what a data block means where it seems to have been written the other way round. */
  static Diagnostic planesFirst(Diagnostic fault, Shape.Image raw) {
    boolean reversed = raw.channels() > 4 && raw.width() <= 4;
    return reversed
        ? fault.help(
            "the data block's `image` gives the planes first: channels x height x width, as in "
                + raw.width() + "x" + raw.channels() + "x" + raw.height())
        : fault;
  }

  /** The word that a property gives, when it is one of these names. */
  Optional<String> word(Bound bound, String property, String what, Collection<String> names) {
    Value value = bound.value(property).orElse(null);
    if (value instanceof Value.Word w && names.contains(w.name())) {
      return Optional.of(w.name());
    }
    if (value instanceof Value.Word w) {
      bound.fault(
          Similar.helpOrList(
              Diagnostic.of(
                  Code.UNKNOWN_BLOCK, bound.span(property),
                  "there is no " + what + " named `" + w.name() + "`"),
              w.name(), names));
    } else if (value != null) {
      bound.wrong(property, "the name of " + Similar.withArticle(what), value);
    }
    return Optional.empty();
  }
}
