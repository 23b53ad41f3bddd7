package cnnc.dsl.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects the faults of one run; nothing is thrown for a fault of the user's. */
public final class Diagnostics {
  /** Nobody reads more, and a file can hold as many faults as characters. */
  private static final int MOST = 200;

  private final Set<Diagnostic> errors = new LinkedHashSet<>();
  private final Set<Diagnostic> warnings = new LinkedHashSet<>();
  private Diagnostic firstLeftOut;
  private int leftOut;

  /**
   * Takes a fault; the same one twice, as two nets of a file may yield it, counts once. Of very many
   * errors, and of very many warnings, the first are kept.
   */
  public void report(Diagnostic diagnostic) {
    Set<Diagnostic> faults = diagnostic.isError() ? errors : warnings;
    if (faults.size() < MOST) {
      faults.add(diagnostic);
    } else if (!faults.contains(diagnostic)) {
      firstLeftOut = firstLeftOut == null ? diagnostic : firstLeftOut;
      leftOut++;
    }
  }

  public boolean hasErrors() {
    return !errors.isEmpty();
  }

  /** All faults in the order of their places, and at the end how many were left out. */
  public List<Diagnostic> all() {
    List<Diagnostic> all = new ArrayList<>(errors);
    all.addAll(warnings);
    all.sort(Comparator.comparingInt((Diagnostic d) -> d.span().start()));
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
