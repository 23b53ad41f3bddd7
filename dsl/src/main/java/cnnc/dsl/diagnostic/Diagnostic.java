package cnnc.dsl.diagnostic;

import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * One fault: what, where, and what to do.
 *
 * @param message lower case, no full stop, names in backticks
 * @param label what stands beside the caret, or empty
 * @param also a second place that explains the first, or null
 * @param alsoLabel what stands beside the second place
 * @param helps what to do, one sentence each
 * @param notes facts, one sentence each
 */
public record Diagnostic(
    Code code,
    Span span,
    String message,
    String label,
    Span also,
    String alsoLabel,
    List<String> helps,
    List<String> notes) {

  public Diagnostic {
    helps = List.copyOf(helps);
    notes = List.copyOf(notes);
  }

  public static Diagnostic of(Code code, Span span, String message) {
    return new Diagnostic(code, span, message, "", null, "", List.of(), List.of());
  }

  public Diagnostic label(String text) {
    return new Diagnostic(code, span, message, text, also, alsoLabel, helps, notes);
  }

  public Diagnostic also(Span place, String text) {
    return new Diagnostic(code, span, message, label, place, text, helps, notes);
  }

  public Diagnostic help(String text) {
    return new Diagnostic(code, span, message, label, also, alsoLabel, with(helps, text), notes);
  }

  public Diagnostic note(String text) {
    return new Diagnostic(code, span, message, label, also, alsoLabel, helps, with(notes, text));
  }

  private static List<String> with(List<String> list, String text) {
    List<String> longer = new ArrayList<>(list);
    longer.add(text);
    return longer;
  }
}
