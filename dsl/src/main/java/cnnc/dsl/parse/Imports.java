package cnnc.dsl.parse;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.ImportTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file and all that it imports. */
final class Imports {
  /** Files that import each other in one line, and files in all. */
  private static final int MOST = 100;

  private static final String NAME = "[a-zA-Z_][a-zA-Z0-9_]*";

  private final Library library;
  private final Diagnostics diagnostics;
  private final Map<SourceFile, Optional<ImportTree>> known = new HashMap<>();
  private final List<SourceFile> open = new ArrayList<>();

  Imports(Library library, Diagnostics diagnostics) {
    this.library = library;
    this.diagnostics = diagnostics;
  }

  /** The program that begins with a file, or nothing when a file has a fault; these are reported. */
  Optional<ImportTree> program(SourceFile source) {
    Optional<ImportTree> before = known.get(source);
    if (before != null) {
      return before;
    }
    open.add(source);
    Optional<ImportTree> program = Parser.file(source, diagnostics).flatMap(this::withImports);
    open.remove(open.size() - 1);
    known.put(source, program);
    return program;
  }

  private Optional<ImportTree> withImports(FileSyntax file) {
    List<FileSyntax.Import> named = new ArrayList<>();
    List<ImportTree> imports = new ArrayList<>();
    for (FileSyntax.Import i : file.imports()) {
      Optional<FileSyntax.Import> known = alias(i, named);
      known.ifPresent(named::add);
      known.flatMap(k -> imported(file.source(), k)).ifPresent(imports::add);
    }
    return imports.size() < file.imports().size()
        ? Optional.empty()
        : Optional.of(new ImportTree(file.importing(named), imports));
  }

  /** An import with the alias that it has: the file's name where none is written. */
  private Optional<FileSyntax.Import> alias(FileSyntax.Import i, List<FileSyntax.Import> before) {
    String alias =
        i.alias().isEmpty()
            ? i.path().replaceAll(".*/", "").replaceAll("\\.cnn$", "")
            : i.alias();
    if (!alias.matches(NAME)) {
      return fault(i.pathSpan(), "`" + alias + "` is no name that can stand before others",
          "write one, as in `import \"" + i.path() + "\" as blocks;`");
    }
    if (before.stream().anyMatch(b -> b.alias().equals(alias))) {
      return fault(i.aliasSpan(), "there is an import `" + alias + "` already",
          "name one of them otherwise, as in `as blocks`");
    }
    return Optional.of(new FileSyntax.Import(i.path(), i.pathSpan(), alias, i.aliasSpan()));
  }

  private Optional<ImportTree> imported(SourceFile from, FileSyntax.Import i) {
    Library.Answer answer = library.open(from, i.path());
    if (answer.file() == null) {
      return fault(i.pathSpan(), answer.refusal(), answer.help());
    }
    SourceFile file = answer.file();
    if (open.contains(file)) {
      List<SourceFile> ring = open.subList(open.indexOf(file), open.size());
      return fault(
          i.pathSpan(),
          "`" + file.name() + "` imports itself: "
              + String.join(" -> ", ring.stream().limit(10).map(SourceFile::name).toList())
              + (ring.size() > 10 ? " -> ..." : "") + " -> " + file.name(),
          "move what both need into a file of its own");
    }
    if (open.size() + known.size() > MOST) {
      return fault(i.pathSpan(), "more than " + MOST + " files in one network", "");
    }
    return program(file);
  }

  private <T> Optional<T> fault(Span place, String message, String help) {
    Diagnostic fault = Diagnostic.of(Code.IMPORT, place, message);
    diagnostics.report(help.isEmpty() ? fault : fault.help(help));
    return Optional.empty();
  }
}
