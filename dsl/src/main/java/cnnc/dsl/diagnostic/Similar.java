package cnnc.dsl.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the name that was meant. */
public final class Similar {
  private Similar() {}

  /** What other frameworks call arguments and properties. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("padding", "pad"), Map.entry("kernel", "k"), Map.entry("kernel_size", "k"),
          Map.entry("size", "k"), Map.entry("filters", "out"), Map.entry("channels", "out"),
          Map.entry("out_channels", "out"), Map.entry("strides", "stride"),
          Map.entry("units", "n"), Map.entry("initializer", "init"),
          Map.entry("weight_decay", "decay"), Map.entry("batch_size", "batch"),
          Map.entry("batchsize", "batch"), Map.entry("learning_rate", "lr"),
          Map.entry("epoch", "epochs"), Map.entry("augmentation", "augment"),
          Map.entry("epsilon", "eps"), Map.entry("classes", "names"),
          Map.entry("dilation_rate", "dilation"), Map.entry("num_groups", "groups"),
          Map.entry("group", "groups"), Map.entry("use_bias", "bias"),
          Map.entry("kernel_initializer", "init"), Map.entry("output_padding", "output_pad"),
          Map.entry("ceil_mode", "round"), Map.entry("count_include_pad", "count_pad"),
          Map.entry("rate", "p"), Map.entry("negative_slope", "slope"),
          Map.entry("scale_factor", "k"), Map.entry("label_smoothing", "smoothing"),
          Map.entry("class_weight", "weights"), Map.entry("weight", "weights"));

  /** Longer names are not typed by hand. */
  private static final int LONGEST = 64;

  /** Of more names than a person would read none is looked for. */
  private static final int MOST = 1000;

  /** The nearest of the names, if at most a third of its letters (at least one) differ. */
  public static Optional<String> to(String wrong, Collection<String> names) {
    if (wrong.length() > LONGEST || names.size() > MOST) {
      return Optional.empty();
    }
    String elsewhere = ELSEWHERE.get(wrong);
    if (elsewhere != null && names.contains(elsewhere)) {
      return Optional.of(elsewhere);
    }
    return names.stream()
        .filter(n -> Math.abs(n.length() - wrong.length()) <= most(wrong, n))
        .filter(n -> distance(wrong, n) <= most(wrong, n))
        .filter(n -> distance(wrong, n) < Math.max(wrong.length(), n.length()))
        .min(Comparator.comparingInt((String n) -> distance(wrong, n)).thenComparing(n -> n));
  }

  /** The one of the names that is one letter away. */
  public static Optional<String> nearest(String wrong, Collection<String> names) {
    return names.stream().filter(n -> distance(wrong, n) == 1).findFirst();
  }

  /** The fault with the name that was most likely meant, else as it is. */
  public static Diagnostic help(Diagnostic fault, String wrong, Collection<String> names) {
    return to(wrong, names).map(s -> fault.help("did you mean `" + s + "`?")).orElse(fault);
  }

  /** The same; where no name is like it, those that there are stand in a note. */
  public static Diagnostic helpOrList(Diagnostic fault, String wrong, Collection<String> names) {
    return to(wrong, names)
        .map(s -> fault.help("did you mean `" + s + "`?"))
        .orElse(names.isEmpty() ? fault : fault.note(thereAre(names)));
  }

  /** {@code there are a, b} or {@code there is only a}; of very many the first. */
  public static String thereAre(Collection<String> names) {
    int shown = 20;
    String list = names.stream().limit(shown).collect(Collectors.joining(", "));
    return (names.size() == 1 ? "there is only " : "there are ") + list
        + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
  }

  /** {@code a recipe}, {@code an augmentation}. */
  public static String withArticle(String noun) {
    return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }

  private static int most(String a, String b) {
    return Math.max(1, Math.max(a.length(), b.length()) / 3);
  }

  /**
   * Damerau-Levenshtein, optimal string alignment: swapped neighbours count once, and capitals do not
   * count.
   */
  private static int distance(String first, String second) {
    String a = first.toLowerCase(Locale.ROOT);
    String b = second.toLowerCase(Locale.ROOT);
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
