package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Similar;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a recipe takes over from the one it extends. */
final class Inheritance {
  private final Map<String, Declaration.Block> recipes;
  private final Diagnostics diagnostics;
  /** By recipe, what another takes over from it: one of each name. */
  private final Map<String, List<Property>> handedOn = new HashMap<>();

  /** Recipes whose line has no end: a base is missing, or it comes back to itself. */
  private final Set<String> endless = new HashSet<>();

  Inheritance(Map<String, Declaration.Block> recipes, Diagnostics diagnostics) {
    this.recipes = recipes;
    this.diagnostics = diagnostics;
  }

  /** Whether the bases of a recipe all exist and end somewhere. */
  boolean complete(Declaration.Block recipe) {
    return !endless.contains(recipe.name());
  }

  /** The properties of a recipe with those of its bases; the nearest wins. */
  List<Property> of(Declaration.Block recipe) {
    if (!recipe.base().isEmpty() && !recipes.containsKey(recipe.base())) {
      diagnostics.report(
          Similar.help(
              Diagnostic.of(
                  Code.UNKNOWN_BLOCK, recipe.baseSpan(),
                  "there is no recipe named `" + recipe.base() + "`"),
              recipe.base(), recipes.keySet()));
    }
    settle(recipe);
    return overridden(inherited(recipe), recipe.properties());
  }

  /** Works out what a recipe and all its bases hand on. */
  private void settle(Declaration.Block recipe) {
    Map<String, Declaration.Block> line = new LinkedHashMap<>();
    Declaration.Block b = recipe;
    while (b != null && !handedOn.containsKey(b.name()) && !line.containsKey(b.name())) {
      line.put(b.name(), b);
      b = recipes.get(b.base());
    }
    List<Declaration.Block> blocks = new ArrayList<>(line.values());
    if (b != null && line.containsKey(b.name())) {
      cycle(blocks.subList(blocks.indexOf(b), blocks.size()));
    }
    for (int i = blocks.size() - 1; i >= 0; i--) {
      Declaration.Block block = blocks.get(i);
      boolean root = block.base().isEmpty();
      if (!root && (!handedOn.containsKey(block.base()) || endless.contains(block.base()))) {
        endless.add(block.name());
      }
      handedOn.put(block.name(), one(overridden(inherited(block), block.properties())));
    }
  }

  private List<Property> inherited(Declaration.Block recipe) {
    return handedOn.getOrDefault(recipe.base(), List.of());
  }

  private static List<Property> overridden(List<Property> inherited, List<Property> own) {
    Set<String> said = new HashSet<>();
    own.forEach(p -> said.add(kind(p)));
    List<Property> all = new ArrayList<>();
    inherited.stream().filter(p -> !said.contains(kind(p))).forEach(all::add);
    all.addAll(own);
    return all;
  }

  /** {@code steps} and {@code epochs} both say how long, so one replaces the other. */
  private static String kind(Property p) {
    return p.name().equals("epochs") ? "steps" : p.name();
  }

  /** The first of each name that a recipe can have: the others are that recipe's own faults. */
  private static List<Property> one(List<Property> properties) {
    Map<String, Property> byName = new LinkedHashMap<>();
    for (Property p : properties) {
      if (RecipeResolver.KNOWN.contains(p.name())) {
        byName.putIfAbsent(p.name(), p);
      }
    }
    return List.copyOf(byName.values());
  }

  private void cycle(List<Declaration.Block> ring) {
    Declaration.Block first = ring.get(0);
    List<String> names = ring.stream().limit(10).map(Declaration.Block::name).toList();
    diagnostics.report(
        Diagnostic.of(
            Code.RECIPE_CYCLE, first.nameSpan(),
            "recipe `" + first.name() + "` extends itself: " + String.join(" -> ", names)
                + (ring.size() > names.size() ? " -> ..." : "") + " -> " + first.name()));
  }
}
