package cnnc.dsl.parse.format;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.syntax.FileSyntax;
import java.util.List;

/**
 * A file as everyone writes it. Lines stay where they are broken and comments where they
 * stand; what changes is the space between words, at the begin of lines and between them.
 */
public final class Formatter {
  private Formatter() {}

  /** A file that has no syntax error, formatted; the ends of its lines stay what they are. */
  public static String format(SourceFile file) {
    List<Line> lines = new Lines(file).all();
    Indentation.apply(lines);
    List<String> texts = Columns.align(lines);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean apart =
          lines.get(i).afterBlank() && i > 0 && !lines.get(i - 1).opens() && !lines.get(i).closes();
      out.append(apart ? "\n" : "").append(texts.get(i)).append('\n');
    }
    return file.text().contains("\r\n") ? out.toString().replace("\n", "\r\n") : out.toString();
  }

  /** Syntax as the text of a file, formatted. */
  public static String format(FileSyntax file) {
    return format(new SourceFile(file.source().name(), Printer.of(file)));
  }
}
