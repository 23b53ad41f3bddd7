package cnnc.dsl.source;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/** A source text and the name under which messages speak of it. */
public final class SourceFile implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int MOST_LINES = 1 << 16;
  private static final String NO_LINES = "\n".repeat(MOST_LINES);

  private final String name;
  private final String text;
  /** Where each line begins, in order. */
  private final transient int[] lines;

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

  /** A file of which only the numbers of lines are known: that of a class that is running. */
  public static SourceFile ofLines(String name) {
    return new SourceFile(name, NO_LINES);
  }

  /** The numbers of lines are found again. */
  private Object readResolve() {
    return text.equals(NO_LINES) ? ofLines(name) : new SourceFile(name, text);
  }

  public String name() {
    return name;
  }

  /** Whether nothing but the numbers of its lines is known. */
  public boolean onlyLines() {
    return text == NO_LINES;
  }

  /** What stands in a line, without the spaces around. */
  public Span inLine(int line) {
    int known = Math.max(1, Math.min(line, lines.length));
    String text = lineText(known);
    int start = lines[known - 1] + text.length() - text.stripLeading().length();
    return span(start, start + text.strip().length());
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
