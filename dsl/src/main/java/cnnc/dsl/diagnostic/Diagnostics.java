package cnnc.dsl.diagnostic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the faults of one run; nothing is thrown for a fault of the user's. */
public final class Diagnostics {
  private final List<Diagnostic> list = new ArrayList<>();

  /** Takes a fault; the same one twice, as two nets of a file may yield it, counts once. */
  public void report(Diagnostic diagnostic) {
    if (!list.contains(diagnostic)) {
      list.add(diagnostic);
    }
  }

  public boolean hasErrors() {
    return list.stream().anyMatch(d -> d.code().severity() == Severity.ERROR);
  }

  /** All faults in the order of their places. */
  public List<Diagnostic> all() {
    return list.stream()
        .sorted(Comparator.comparingInt((Diagnostic d) -> d.span().start()))
        .toList();
  }
}
