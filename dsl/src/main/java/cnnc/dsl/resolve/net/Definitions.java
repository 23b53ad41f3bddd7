package cnnc.dsl.resolve.net;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.resolve.layer.LayerRules;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Signature;
import cnnc.dsl.syntax.Declaration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The definitions that the chains of a file can name; those of an imported file by its alias. */
public final class Definitions {
  /**
   * A definition and what its body can name.
   *
   * @param constants of the file that it stands in
   * @param others that this file can name
   */
  record Definition(Declaration.Def syntax, Evaluator constants, Definitions others) {
    Signature signature() {
      return Definitions.signature(syntax.name(), syntax.params());
    }
  }

  /** Words that may be names, but not in the place of a layer. */
  private static final Set<String> WORDS =
      Set.of("input", "label", "output", "data", "augment", "loss", "params", "eval", "recipe",
          "shared", "repeat", "net", "as", "cnn", "package", "import", "extends");

  private final Map<String, Definition> all = new LinkedHashMap<>();
  private final Set<String> own = new HashSet<>();

  /** Takes a definition of the file itself. */
  public void add(Declaration.Def def, Evaluator constants, Diagnostics diagnostics) {
    if (LayerRules.TABLE.containsKey(def.name()) || Joins.TABLE.containsKey(def.name())) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NAME_TAKEN, def.nameSpan(), "`" + def.name() + "` is a layer already")
              .help("name the definition otherwise, as in `my_" + def.name() + "`"));
    }
    if (WORDS.contains(def.name())) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NAME_TAKEN, def.nameSpan(),
                  "`" + def.name() + "` is a word of the language, and no layer can be called so")
              .help("name the definition otherwise, as in `my_" + def.name() + "`"));
    }
    distinct(def.params(), diagnostics);
    Definition first = all.putIfAbsent(def.name(), new Definition(def, constants, this));
    own.add(def.name());
    if (first != null) {
      diagnostics.report(
          Diagnostic.of(
                  Code.NAME_TAKEN, def.nameSpan(),
                  "there is a definition `" + def.name() + "` already")
              .also(first.syntax().nameSpan(), "first defined here"));
    }
  }

  /** Reports parameters of one name. */
  public static void distinct(List<Declaration.Param> params, Diagnostics diagnostics) {
    Map<String, Declaration.Param> seen = new HashMap<>();
    for (Declaration.Param p : params) {
      Declaration.Param first = seen.putIfAbsent(p.name(), p);
      if (first != null) {
        diagnostics.report(
            Diagnostic.of(
                    Code.NAME_TAKEN, p.nameSpan(), "there is a parameter `" + p.name() + "` already")
                .also(first.nameSpan(), "first named here"));
      }
    }
  }

  /** Makes an imported file's own definitions known as {@code alias.name}. */
  public void addAll(String alias, Definitions imported) {
    imported.own.forEach(name -> all.put(alias + "." + name, imported.all.get(name)));
  }

  Optional<Definition> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  Set<String> names() {
    return all.keySet();
  }

  /** What may stand between the parentheses. */
  static Signature signature(String name, List<Declaration.Param> params) {
    return new Signature(
        name,
        params.stream()
            .map(
                p -> new Signature.Parameter(
                    p.name(), p.fallback() == null ? null : p.fallback().span().text()))
            .toList());
  }
}
