package cnnc.dsl.syntax;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file and those that it imports.
 *
 * @param imports in the order in which the file names them
 */
public record ImportTree(FileSyntax file, List<ImportTree> imports) {
  public ImportTree {
    imports = List.copyOf(imports);
  }

  /** A file that imports nothing. */
  public static ImportTree alone(FileSyntax file) {
    return new ImportTree(file, List.of());
  }

  /** All files, each once. */
  public Set<FileSyntax> files() {
    Set<FileSyntax> files = new LinkedHashSet<>();
    Stream.concat(Stream.of(file), imports.stream().flatMap(p -> p.files().stream()))
        .forEach(files::add);
    return files;
  }
}
