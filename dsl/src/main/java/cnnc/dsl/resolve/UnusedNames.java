package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.FileSyntax;

/** Warns of names that a file gives and never says again. */
final class UnusedNames {
  private final FileSyntax file;
  private final Diagnostics diagnostics;

  UnusedNames(FileSyntax file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
  }

  void lint() {
    Usage usage = Usage.of(file);
    for (Declaration d : file.declarations()) {
      if (d instanceof Declaration.Def def && !usage.definition(def.name())) {
        diagnostics.report(
            Diagnostic.of(
                    Code.UNUSED_DEFINITION, def.nameSpan(),
                    "nothing uses the definition `" + def.name() + "`")
                .help("name it in a chain, as a layer, or leave it out"));
      } else if (d instanceof Declaration.Const c && !usage.constant(c.name())) {
        diagnostics.report(
            Diagnostic.of(
                    Code.UNUSED_NAME, c.nameSpan(), "nothing uses the constant `" + c.name() + "`")
                .help("leave it out"));
      }
    }
    for (FileSyntax.Import i : file.imports()) {
      if (!usage.alias(i.alias())) {
        diagnostics.report(
            Diagnostic.of(
                    Code.UNUSED_NAME, i.pathSpan(), "nothing uses the import `" + i.alias() + "`")
                .help("its names are written `" + i.alias() + ".name`"));
      }
    }
  }
}
