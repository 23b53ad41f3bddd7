package cnnc.dsl.diagnostic;

import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Collects the faults of one run; nothing is thrown for a fault of the user's. */
public final class Diagnostics {
  /** Nobody reads more, and a file can hold as many faults as characters. */
  private static final int MOST = 200;

  /** Of many steps that led to a place, so many of the first and of the last are shown. */
  private static final int SHOWN = 4;

  private final List<Diagnostic> errors = new ArrayList<>();
  private final List<Diagnostic> warnings = new ArrayList<>();
  private final Set<Object> seen = new HashSet<>();
  /** The steps that led to where the file is read now, the innermost first. */
  private List<Span.Step> trail = List.of();
  private int reportedErrors;

  private Diagnostic firstLeftOut;
  private int leftOut;

  /** A fault at one place, as far as one call from outside leads to it. */
  private record Expanded(Code code, Span place, Span from) {}

  /** A fault at one place, wherever one comes from. */
  private record Said(Code code, Span place, String message) {}

  /**
   * Takes a fault; the same one twice, as two nets of a file may yield it, counts once, and so does one
   * of several repetitions, or one that is the same in each use of a definition. Of very many errors, and of very many warnings, the first are kept.
   */
  public void report(Diagnostic diagnostic) {
    Diagnostic fault = withTrail(diagnostic);
    List<Span.Step> steps = fault.span().trail();
    Object key =
        steps.isEmpty()
            ? fault
            : new Expanded(
                fault.code(), fault.span().alone(), steps.get(steps.size() - 1).place().alone());
    Object same = new Said(fault.code(), fault.span().alone(), fault.message());
    boolean known = seen.contains(key) || !steps.isEmpty() && seen.contains(same);
    List<Diagnostic> faults = fault.isError() ? errors : warnings;
    reportedErrors += fault.isError() ? 1 : 0;
    if (!known && faults.size() < MOST) {
      seen.add(key);
      seen.add(same);
      faults.add(fault);
    } else if (!known) {
      firstLeftOut = firstLeftOut == null ? fault : firstLeftOut;
      leftOut++;
    }
  }

  private Diagnostic withTrail(Diagnostic diagnostic) {
    Diagnostic fault =
        diagnostic.span().trail().isEmpty() ? diagnostic.reachedBy(trail) : diagnostic;
    List<Span.Step> steps = fault.span().trail();
    for (int i = 0; i < steps.size(); i++) {
      boolean shown = i < SHOWN || i >= steps.size() - SHOWN;
      if (shown) {
        fault = fault.note(steps.get(i).toString());
      } else if (i == SHOWN) {
        fault = fault.note("and " + (steps.size() - 2 * SHOWN) + " more between");
      }
    }
    return fault;
  }

  /** Does what one step leads to; what it reports says so. */
  public <T> T within(Span.Step step, Supplier<T> work) {
    List<Span.Step> outer = trail;
    List<Span.Step> longer = new ArrayList<>(List.of(step));
    longer.addAll(outer);
    trail = List.copyOf(longer);
    try {
      return work.get();
    } finally {
      trail = outer;
    }
  }

  /** The steps that led to where the file is read now, the innermost first. */
  public List<Span.Step> trail() {
    return trail;
  }

  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  /** How many errors were reported so far, those that are the same or left out among them. */
  public int errors() {
    return reportedErrors;
  }

  /** All faults, file by file in the order of their places, and at the end how many were left out. */
  public List<Diagnostic> all() {
    List<Diagnostic> all = new ArrayList<>(errors);
    all.addAll(warnings);
    Map<SourceFile, Integer> files = new HashMap<>();
    all.forEach(d -> files.putIfAbsent(d.span().file(), files.size()));
    all.sort(
        Comparator.comparingInt((Diagnostic d) -> files.get(d.span().file()))
            .thenComparingInt(d -> d.span().start()));
    if (leftOut > 0) {
      all.add(
          Diagnostic.of(
              Code.TOO_MANY_FAULTS, firstLeftOut.span(),
              leftOut + " more faults, of which this is one, are not shown: "
                  + firstLeftOut.message()));
    }
    return all;
  }
}
