package cnnc.dsl.diagnostic;

import cnnc.dsl.source.Printable;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;

/** The long form: code, message, place, the line with carets, helps and notes. */
public final class RichRenderer {
  /** Of a longer line only what is around the place is shown. */
  private static final int MOST_COLUMNS = 160;

  private final boolean colour;

  public RichRenderer(boolean colour) {
    this.colour = colour;
  }

  public String render(Diagnostic d) {
    StringBuilder out = new StringBuilder();
    boolean error = d.isError();
    String head = d.code().severity() + "[" + d.code().id() + "]";
    out.append(paint(head, error ? "1;31" : "1;33")).append(": ")
        .append(Printable.line(d.message())).append('\n');
    int line = d.span().line();
    int width = Math.max(3, String.valueOf(line).length());
    out.append(" ".repeat(width - 1)).append("--> ").append(Printable.line(d.span().toString()))
        .append('\n');
    d.also().filter(also -> also.span().line() < line)
        .ifPresent(also -> window(out, also.span(), also.label(), width, "36"));
    window(out, d.span(), d.label(), width, error ? "31" : "33");
    d.also().filter(also -> also.span().line() >= line)
        .ifPresent(also -> window(out, also.span(), also.label(), width, "36"));
    for (String help : d.helps()) {
      more(out, width, "help", help);
    }
    for (String note : d.notes()) {
      more(out, width, "note", note);
    }
    return out.toString();
  }

  private static void more(StringBuilder out, int width, String kind, String text) {
    out.append(" ".repeat(width + 2)).append("= ").append(kind).append(": ")
        .append(Printable.line(text)).append('\n');
  }

  private void window(StringBuilder out, Span span, String label, int width, String paint) {
    SourceFile file = span.file();
    if (file.onlyLines()) {
      return;
    }
    String line = file.lineText(span.line());
    int column = Math.min(span.column() - 1, line.length());
    int first = line.length() <= MOST_COLUMNS ? 0 : Math.max(0, column - MOST_COLUMNS / 2);
    int last = Math.min(line.length(), first + MOST_COLUMNS);
    String before = first > 0 ? "..." : "";
    // One character each, so that the carets stay below their place.
    String text = before + oneEach(line.substring(first, last)) + (last < line.length() ? "..." : "");
    out.append(String.format("%" + width + "d | ", span.line())).append(text).append('\n');
    out.append(" ".repeat(width)).append(" | ").append(" ".repeat(before.length()));
    for (int i = first; i < column; i++) {
      // A tab is copied, so that the caret stands under its character at any tab width.
      out.append(line.charAt(i) == '\t' ? '\t' : ' ');
    }
    int length = Math.max(1, Math.min(span.end() - span.start(), last - column));
    String carets = "^".repeat(length);
    String beside = label.isEmpty() ? carets : carets + " " + Printable.line(label);
    out.append(paint(beside, paint)).append('\n');
  }

  /** The line with a sign in place of each character that a terminal would obey. */
  private static String oneEach(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> Printable.visible(c) || c == '\t' ? c : 0xFFFD)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private String paint(String text, String sgr) {
    return colour ? "\u001b[" + sgr + "m" + text + "\u001b[0m" : text;
  }
}
