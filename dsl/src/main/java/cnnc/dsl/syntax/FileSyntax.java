package cnnc.dsl.syntax;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.util.List;

/**
 * A whole file as written.
 *
 * @param packageName empty when none is declared
 */
public record FileSyntax(
    SourceFile source, String packageName, Span packageSpan, List<Declaration> declarations) {
  public FileSyntax {
    declarations = List.copyOf(declarations);
  }
}
