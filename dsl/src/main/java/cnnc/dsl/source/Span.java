package cnnc.dsl.source;

/** The characters from {@code start} up to, not including, {@code end} of a file. */
public record Span(SourceFile file, int start, int end) {
  public int line() {
    return file.line(start);
  }

  public int column() {
    return file.column(start);
  }

  public String text() {
    return file.text().substring(start, Math.min(end, file.text().length()));
  }

  public Span to(Span last) {
    return new Span(file, start, last.end);
  }

  /** {@code file:line}, the form in which generated comments point home. */
  public String place() {
    return file.name() + ":" + line();
  }

  @Override
  public String toString() {
    return place() + ":" + column();
  }
}
