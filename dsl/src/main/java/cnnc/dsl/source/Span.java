package cnnc.dsl.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The characters from {@code start} up to, not including, {@code end} of a file.
 *
 * @param trail how one came here, the innermost step first; empty where the place says all
 */
public record Span(SourceFile file, int start, int end, List<Step> trail)
    implements Serializable {
  /**
   * A definition that was expanded, a repetition, or a method that was called.
   *
   * @param what such as {@code in the expansion of `residual`}
   * @param place where that is written
   */
  public record Step(String what, Span place) implements Serializable {
    @Override
    public String toString() {
      return what + " at " + place;
    }
  }

  public Span {
    trail = List.copyOf(trail);
  }

  public Span(SourceFile file, int start, int end) {
    this(file, start, end, List.of());
  }

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
    return new Span(file, start, last.end, trail);
  }

  /** The same place, reached by these further steps. */
  public Span by(List<Step> steps) {
    List<Step> longer = new ArrayList<>(trail);
    longer.addAll(steps);
    return steps.isEmpty() ? this : new Span(file, start, end, longer);
  }

  /** The place without how one came there. */
  public Span alone() {
    return trail.isEmpty() ? this : new Span(file, start, end);
  }

  /** {@code file:line}, the form in which generated comments point home. */
  public String place() {
    return file.name() + ":" + line();
  }

  @Override
  public String toString() {
    return file.onlyLines() ? place() : place() + ":" + column();
  }
}
