package cnnc.dsl.parse.format;

import cnnc.dsl.syntax.FileSyntax;
import java.util.List;

/**
 * A file as everyone writes it. Lines stay where they are broken and comments where they
 * stand; what changes is the space between words, at the begin of lines and between them.
 */
public final class Formatter {
  private Formatter() {}

  /** The text of a file that has no syntax error, formatted. */
  public static String format(List<Lexeme> text) {
    List<Line> lines = new Lines(text).all();
    Indentation.apply(lines);
    List<String> texts = Columns.align(lines);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      boolean apart =
          lines.get(i).afterBlank() && i > 0 && !lines.get(i - 1).opens() && !lines.get(i).closes();
      out.append(apart ? "\n" : "").append(texts.get(i)).append('\n');
    }
    return out.toString();
  }

  /** A text that the syntax is read from, its lines broken where they should be. */
  public static String print(FileSyntax syntax) {
    return Printer.of(syntax);
  }
}
