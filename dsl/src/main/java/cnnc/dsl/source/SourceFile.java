package cnnc.dsl.source;

import java.util.Arrays;
import java.util.Objects;

/** A source text and the name under which messages speak of it. */
public final class SourceFile {
  private final String name;
  private final String text;
  /** Where each line begins, in order. */
  private final int[] lines;

  /**
   * A file.
   *
   * @param name a file name, never an absolute path that would leak into generated code
   * @param text the whole text
   */
  public SourceFile(String name, String text) {
    this.name = Objects.requireNonNull(name);
    this.text = Objects.requireNonNull(text);
    int[] starts = new int[16];
    int count = 1;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = end + 1;
    }
    lines = Arrays.copyOf(starts, count);
  }

  public String name() {
    return name;
  }

  public String text() {
    return text;
  }

  /** The line of an offset, from 1. */
  public int line(int offset) {
    int found = Arrays.binarySearch(lines, Math.min(offset, text.length()));
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The column of an offset, from 1, in characters. */
  public int column(int offset) {
    int end = Math.min(offset, text.length());
    return end - lines[line(end) - 1] + 1;
  }

  /** The text of a line, without its end. */
  public String lineText(int line) {
    int end = line < lines.length ? lines[line] - 1 : text.length();
    return text.substring(lines[line - 1], end).replace("\r", "");
  }

  public Span span(int start, int end) {
    return new Span(this, start, end);
  }
}
