package cnnc.dsl.source;

import java.util.Objects;

/**
 * A source text and the name under which messages speak of it.
 *
 * @param name a file name, never an absolute path that would leak into generated code
 * @param text the whole text
 */
public record SourceFile(String name, String text) {
  public SourceFile {
    Objects.requireNonNull(name);
    Objects.requireNonNull(text);
  }

  /** The line of an offset, from 1. */
  public int line(int offset) {
    int line = 1;
    for (int i = 0; i < Math.min(offset, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /** The column of an offset, from 1, in characters. */
  public int column(int offset) {
    int end = Math.min(offset, text.length());
    return end - text.lastIndexOf('\n', end - 1);
  }

  /** The text of a line, without its end. */
  public String lineText(int line) {
    return text.split("\n", -1)[line - 1].replace("\r", "");
  }

  public Span span(int start, int end) {
    return new Span(this, start, end);
  }
}
