package cnnc.dsl.resolve;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that was meant. */
final class Similar {
  private Similar() {}

  /** The nearest of the names, if at most a third of its letters (at least one) differ. */
  static Optional<String> to(String wrong, Collection<String> names) {
    return names.stream()
        .filter(n -> distance(wrong, n) <= Math.max(1, Math.max(wrong.length(), n.length()) / 3))
        .min(Comparator.comparingInt((String n) -> distance(wrong, n)).thenComparing(n -> n));
  }

  /** Damerau-Levenshtein, optimal string alignment: swapped neighbours count once. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1 && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
