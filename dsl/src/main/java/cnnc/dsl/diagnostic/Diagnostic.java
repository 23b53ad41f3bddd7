package cnnc.dsl.diagnostic;

import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One fault: what, where, and what to do.
 *
 * @param message lower case, no full stop, names in backticks
 * @param label what stands beside the caret, or empty
 * @param also a second place that explains the first
 * @param helps what to do, one sentence each
 * @param notes facts, one sentence each
 * @param recipe the recipe that it is about, or empty when it concerns every use of the file
 */
public record Diagnostic(
    Code code,
    Span span,
    String message,
    String label,
    Optional<Place> also,
    List<String> helps,
    List<String> notes,
    String recipe) {

  /** A place and what stands beside it. */
  public record Place(Span span, String label) {}

  public Diagnostic {
    helps = List.copyOf(helps);
    notes = List.copyOf(notes);
  }

  public static Diagnostic of(Code code, Span span, String message) {
    return new Diagnostic(code, span, message, "", Optional.empty(), List.of(), List.of(), "");
  }

  public Diagnostic label(String text) {
    return new Diagnostic(code, span, message, text, also, helps, notes, recipe);
  }

  public Diagnostic also(Span place, String text) {
    Optional<Place> second = Optional.of(new Place(place, text));
    return new Diagnostic(code, span, message, label, second, helps, notes, recipe);
  }

  public Diagnostic help(String text) {
    return new Diagnostic(code, span, message, label, also, with(helps, text), notes, recipe);
  }

  public Diagnostic note(String text) {
    return new Diagnostic(code, span, message, label, also, helps, with(notes, text), recipe);
  }

  /** The same, as far as these steps led to it. */
  Diagnostic reachedBy(List<Span.Step> steps) {
    return new Diagnostic(code, span.by(steps), message, label, also, helps, notes, recipe);
  }

  /** Says that it matters only to who uses this recipe. */
  public Diagnostic of(String ofRecipe) {
    return new Diagnostic(code, span, message, label, also, helps, notes, ofRecipe);
  }

  public boolean isError() {
    return code.severity() == Severity.ERROR;
  }

  private static List<String> with(List<String> list, String text) {
    List<String> longer = new ArrayList<>(list);
    longer.add(text);
    return longer;
  }
}
