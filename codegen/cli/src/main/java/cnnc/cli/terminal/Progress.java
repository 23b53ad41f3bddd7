package cnnc.cli.terminal;

import java.util.List;
import java.util.Locale;

/**
 * How far a training is.
 *
 * @param first steps that were done before
 * @param seconds that the others took
 * @param facts what is said beside it while there is room, what counts most first
 */
public record Progress(long first, long done, long all, double seconds, List<String> facts) {
  private static final int LONGEST_BAR = 30;
  private static final int SHORTEST_BAR = 5;
  private static final String BETWEEN = "  ";

  public Progress {
    facts = List.copyOf(facts);
  }

  /**
   * A line of plain characters that is shorter than the terminal is wide: steps and the time that is
   * left, then facts, then a bar in front.
   */
  public String line(int width) {
    String text =
        String.format(Locale.ROOT, "%d/%d, %s left", done, all, time(seconds / (done - first) * (all - done)));
    for (String fact : facts) {
      if (text.length() + BETWEEN.length() + fact.length() < width) {
        text += BETWEEN + fact;
      }
    }
    int bar = Math.min(LONGEST_BAR, width - text.length() - 4);
    if (bar < SHORTEST_BAR) {
      return text.substring(0, Math.max(0, Math.min(text.length(), width - 1)));
    }
    int full = (int) (bar * done / all);
    return "[" + "=".repeat(full) + " ".repeat(bar - full) + "] " + text;
  }

  private static String time(double seconds) {
    long left = Math.round(seconds);
    return left < 3600
        ? String.format(Locale.ROOT, "%d:%02d", left / 60, left % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", left / 3600, left / 60 % 60, left % 60);
  }
}
