package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.resolve.net.Definitions;
import cnnc.dsl.resolve.training.Blocks;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.ImportTree;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one file declares, and what it knows of the files that it imports. */
final class FileScope {
  /** A net and the file that it stands in. */
  record NetHome(Declaration.Net syntax, FileScope home) {}

  final Evaluator constants;
  final Definitions definitions = new Definitions();
  final Blocks blocks;
  /** By the names that the file's chains may use. */
  final Map<String, NetHome> nets = new LinkedHashMap<>();
  /** The file's own nets and instances of nets, in order. */
  final List<Declaration> classes = new ArrayList<>();
  final List<Declaration.Rule> rules = new ArrayList<>();

  private final Diagnostics diagnostics;

  private FileScope(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
    constants = new Evaluator(diagnostics);
    blocks = new Blocks(constants, diagnostics);
  }

  static FileScope of(ImportTree program, Diagnostics diagnostics) {
    return of(program, diagnostics, new IdentityHashMap<>());
  }

  private static FileScope of(
      ImportTree program, Diagnostics diagnostics, Map<ImportTree, FileScope> known) {
    FileScope scope = known.get(program);
    if (scope == null) {
      scope = new FileScope(diagnostics);
      known.put(program, scope);
      for (int i = 0; i < program.imports().size(); i++) {
        FileSyntax.Import written = program.file().imports().get(i);
        scope.take(written, of(program.imports().get(i), diagnostics, known));
      }
      program.file().declarations().forEach(scope::declare);
    }
    return scope;
  }

  private void take(FileSyntax.Import written, FileScope imported) {
    String alias = written.alias();
    constants.bindAll(alias, imported.constants);
    definitions.addAll(alias, imported.definitions);
    blocks.addAll(alias, imported.blocks);
    imported.nets.values().stream()
        .filter(n -> n.home() == imported)
        .forEach(n -> nets.put(alias + "." + n.syntax().name(), n));
  }

  private void declare(Declaration d) {
    if (d instanceof Declaration.Const c) {
      constants.define(c.name(), c.nameSpan(), c.value());
    } else if (d instanceof Declaration.Def def) {
      definitions.add(def, constants, diagnostics);
    } else if (d instanceof Declaration.Block b) {
      blocks.add(b);
    } else if (d instanceof Declaration.Augment a) {
      blocks.add(a);
    } else if (d instanceof Declaration.Params p) {
      rules.addAll(p.rules());
    } else if (d instanceof Declaration.Net n) {
      NetHome first = nets.putIfAbsent(n.name(), new NetHome(n, this));
      distinct(first != null, n.name(), n);
      Definitions.distinct(n.params(), diagnostics);
      classes.add(n);
    } else if (d instanceof Declaration.Instance i) {
      boolean taken =
          classes.stream().anyMatch(c -> name(c).equals(i.name()));
      distinct(taken, i.name(), i);
      classes.add(i);
    }
  }

  /** The name of the class that a net becomes. */
  static String name(Declaration net) {
    return net instanceof Declaration.Instance i ? i.name() : ((Declaration.Net) net).name();
  }

  private void distinct(boolean taken, String name, Declaration net) {
    if (taken || classes.stream().anyMatch(c -> name(c).equals(name))) {
      diagnostics.report(
          Diagnostic.of(
              Code.NAME_TAKEN,
              net instanceof Declaration.Instance i ? i.nameSpan() : ((Declaration.Net) net).nameSpan(),
              "there is a net `" + name + "` already"));
    }
  }
}
