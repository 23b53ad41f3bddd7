package cnnc.dsl.diagnostic;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;

/** The long form: code, message, place, the line with carets, helps and notes. */
public final class RichRenderer {
  private final boolean colour;

  public RichRenderer(boolean colour) {
    this.colour = colour;
  }

  public String render(Diagnostic d) {
    StringBuilder out = new StringBuilder();
    boolean error = d.code().severity() == Severity.ERROR;
    String head = d.code().severity() + "[" + d.code().id() + "]";
    out.append(paint(head, error ? "1;31" : "1;33")).append(": ").append(d.message()).append('\n');
    int line = d.span().line();
    int width = Math.max(3, String.valueOf(line).length());
    out.append(" ".repeat(width - 1)).append("--> ").append(d.span()).append('\n');
    if (d.also() != null && d.also().line() < line) {
      window(out, d.also(), d.alsoLabel(), width, "36");
    }
    window(out, d.span(), d.label(), width, error ? "31" : "33");
    if (d.also() != null && d.also().line() >= line) {
      window(out, d.also(), d.alsoLabel(), width, "36");
    }
    for (String help : d.helps()) {
      out.append(" ".repeat(width + 2)).append("= help: ").append(help).append('\n');
    }
    for (String note : d.notes()) {
      out.append(" ".repeat(width + 2)).append("= note: ").append(note).append('\n');
    }
    return out.toString();
  }

  private void window(StringBuilder out, Span span, String label, int width, String paint) {
    SourceFile file = span.file();
    // Control characters would play with the terminal; a tab stays.
    String text = file.lineText(span.line()).replaceAll("[\\p{Cntrl}&&[^\t]]", "\uFFFD");
    int column = span.column() - 1;
    int lineEnd = Math.max(column + 1, text.length());
    int length = Math.max(1, Math.min(span.end() - span.start(), lineEnd - column));
    out.append(String.format("%" + width + "d | ", span.line())).append(text).append('\n');
    out.append(" ".repeat(width)).append(" | ");
    for (int i = 0; i < column; i++) {
      // A tab is copied, so that the caret stands under its character at any tab width.
      out.append(i < text.length() && text.charAt(i) == '\t' ? '\t' : ' ');
    }
    String carets = "^".repeat(length);
    out.append(paint(label.isEmpty() ? carets : carets + " " + label, paint)).append('\n');
  }

  private String paint(String text, String sgr) {
    return colour ? "\u001b[" + sgr + "m" + text + "\u001b[0m" : text;
  }
}
