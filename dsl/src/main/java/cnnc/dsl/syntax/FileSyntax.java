package cnnc.dsl.syntax;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.io.Serializable;
import java.util.List;

/**
 * A whole file as written.
 *
 * @param packageName empty when none is declared
 * @param imports each with the file that it names
 */
public record FileSyntax(
    SourceFile source,
    String packageName,
    Span packageSpan,
    List<Import> imports,
    List<Declaration> declarations)
    implements Serializable {
  /**
   * {@code import "blocks.cnn" as b;}.
   *
   * @param alias what stands before the names of the file; empty when none is written
   */
  public record Import(String path, Span pathSpan, String alias, Span aliasSpan)
      implements Serializable {}

  public FileSyntax {
    imports = List.copyOf(imports);
    declarations = List.copyOf(declarations);
  }

  /** The same with other imports. */
  public FileSyntax importing(List<Import> others) {
    return new FileSyntax(source, packageName, packageSpan, others, declarations);
  }
}
