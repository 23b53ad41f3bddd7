package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.driver.Algorithms.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who does each convolution, as it was measured once and is kept in a text file: two runs must
 * choose alike, or their bits would differ.
 */
final class Choices {
  /** The first line; it changes with what the lines after it say. */
  private static final String FORMAT = "cnnc convolutions 2";

  private static final String GENERATED = "generated";

  /**
   * A choice.
   *
   * @param algorithm of cuDNN; empty where the generated kernel is as good
   * @param cudnnMicros what cuDNN's best took; infinite where it can do nothing
   * @param kernelMicros what the generated kernel took
   */
  record Choice(Optional<Algorithm> algorithm, double cudnnMicros, double kernelMicros) {
    private static final String MICROS = "(\\d{1,9}\\.\\d|Infinity)";

    static final String PATTERN =
        "[A-Z_]+ \\S+ (" + GENERATED + "|\\d{1,4}) \\d{1,12} " + MICROS + " " + MICROS;

    /** A kernel that is as good to the clock's eye is preferred: cuDNN's scratch is memory too. */
    private static final double FASTER = 0.95;

    /** The fastest of cuDNN's where it beats the generated kernel, else that. */
    static Choice of(double kernelMicros, List<Algorithm> algorithms, double[] micros) {
      double best = Double.POSITIVE_INFINITY;
      Optional<Algorithm> chosen = Optional.empty();
      for (int i = 0; i < micros.length; i++) {
        if (micros[i] < best) {
          best = micros[i];
          chosen = Optional.of(algorithms.get(i));
        }
      }
      boolean faster = best < FASTER * kernelMicros;
      return new Choice(faster ? chosen : Optional.empty(), best, kernelMicros);
    }

    static Choice parse(List<String> words) {
      Optional<Algorithm> algorithm =
          words.get(2).equals(GENERATED)
              ? Optional.empty()
              : Optional.of(
                  new Algorithm(Integer.parseInt(words.get(2)), Long.parseLong(words.get(3))));
      return new Choice(
          algorithm, Double.parseDouble(words.get(4)), Double.parseDouble(words.get(5)));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%s %d %.1f %.1f",
          algorithm.map(a -> String.valueOf(a.number())).orElse(GENERATED),
          algorithm.map(Algorithm::workspace).orElse(0L), cudnnMicros, kernelMicros);
    }
  }

  private final String file;
  private final Map<String, Choice> known = new TreeMap<>();

  /**
   * The choices so far.
   *
   * @param name all that they depend on besides direction and shape, as a file name
   */
  Choices(String name) {
    file = "convolutions/" + name + ".txt";
    read();
  }

  /** Takes over what others have chosen since; what was chosen here stays. */
  private void read() {
    List<String> lines =
        CacheFolder.read(file)
            .map(b -> new String(b, StandardCharsets.UTF_8).lines().toList())
            .orElse(List.of(""));
    if (lines.stream().findFirst().orElse("").equals(FORMAT)) {
      // A line that makes no sense is as good as none.
      lines.stream().filter(l -> l.matches(Choice.PATTERN)).map(l -> List.of(l.split(" ")))
          .forEach(w -> known.putIfAbsent(w.get(0) + " " + w.get(1), Choice.parse(w)));
    }
  }

  /**
   * What was chosen.
   *
   * @param key direction and shape
   */
  Optional<Choice> get(String key) {
    if (!known.containsKey(key)) {
      read();
    }
    return Optional.ofNullable(known.get(key));
  }

  void put(String key, Choice choice) {
    read();
    known.put(key, choice);
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    known.forEach((k, c) -> text.append(k).append(' ').append(c).append('\n'));
    CacheFolder.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
