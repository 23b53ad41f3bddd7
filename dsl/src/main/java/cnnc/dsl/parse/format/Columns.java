package cnnc.dsl.parse.format;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Lets the parts of lines that follow each other stand in columns: what comes behind stages' names or
 * the equals sign of properties, checks of shapes, and comments at the end.
 */
final class Columns {
  /** What is longer has no part in a column, and a space before the next one. */
  private static final int WIDEST = 88;

  /** A colon that stands at once behind a stage's name, unlike that of an input. */
  private static final String LABEL = "stage:";

  private Columns() {}

  static List<String> align(List<Line> lines) {
    List<String> texts = new ArrayList<>();
    List<Integer> from = new ArrayList<>();
    for (Line line : lines) {
      int head = head(line);
      texts.add(" ".repeat(line.indent) + line.text(0, head));
      from.add(head);
    }
    names(lines, texts, from);
    for (int i = 0; i < lines.size(); i++) {
      from.set(i, from.get(i) == 0 ? 0 : from.get(i) + 1);
      int end = check(lines.get(i), from.get(i));
      add(texts, i, lines.get(i).text(from.get(i), end));
      from.set(i, end);
    }
    column(lines, texts, from, i -> hasCheck(lines.get(i), from.get(i)));
    for (int i = 0; i < lines.size(); i++) {
      int end = comment(lines.get(i));
      add(texts, i, lines.get(i).text(from.get(i), end));
      from.set(i, end);
    }
    column(lines, texts, from, i -> from.get(i) < lines.get(i).words.size());
    for (int i = 0; i < lines.size(); i++) {
      String end = lines.get(i).text(from.get(i), lines.get(i).words.size());
      add(texts, i, end.isEmpty() ? "" : " " + end);
    }
    return texts;
  }

  private static void add(List<String> texts, int line, String more) {
    texts.set(line, texts.get(line) + more);
  }

  /** Pads the lines of each run that have a part in the column; others may stand between. */
  private static void column(
      List<Line> lines, List<String> texts, List<Integer> from, Predicate<Integer> has) {
    for (int begin = 0; begin < lines.size(); begin++) {
      int end = begin + 1;
      while (end < lines.size() && follows(lines.get(begin), lines.get(end))) {
        end++;
      }
      List<Integer> run = IntStream.range(begin, end).boxed().filter(has).toList();
      int width =
          run.stream().mapToInt(i -> texts.get(i).length()).filter(w -> w <= WIDEST).max().orElse(0);
      for (int i : run) {
        int space = Math.max(0, width - texts.get(i).length());
        texts.set(i, texts.get(i) + " ".repeat(space + 1));
      }
      begin = end - 1;
    }
  }

  /** Pads names before the sign behind them, where lines that follow each other have the same sign. */
  private static void names(List<Line> lines, List<String> texts, List<Integer> from) {
    for (int begin = 0; begin < lines.size(); begin++) {
      String sign = sign(lines.get(begin), from.get(begin));
      int end = begin + 1;
      while (end < lines.size() && follows(lines.get(begin), lines.get(end))
          && sign(lines.get(end), from.get(end)).equals(sign)) {
        end++;
      }
      int width = texts.subList(begin, end).stream().mapToInt(String::length).max().orElse(0);
      for (int i = begin; i < end && !sign.isEmpty(); i++) {
        String space = " ".repeat(width - texts.get(i).length());
        texts.set(i, texts.get(i) + (sign.equals(LABEL) ? ":" + space : space + " " + sign) + " ");
      }
      begin = end - 1;
    }
  }

  /** The sign behind the name that begins a line; empty for none. */
  private static String sign(Line line, int head) {
    return head == 0 ? "" : line.words.get(head).label() ? LABEL : line.words.get(head).text();
  }

  private static boolean follows(Line first, Line next) {
    return !next.afterBlank() && next.indent == first.indent;
  }

  /** Words of a name that begins a line, with a sign and more behind it; 0 for none. */
  private static int head(Line line) {
    List<Word> words = line.words;
    int next = words.get(0).is("input") || words.get(0).is("label") ? 2 : 1;
    if (words.size() <= next + 1 || words.get(next).comment()) {
      return 0;
    }
    boolean stage = next == 1 && words.get(1).label();
    boolean port = next == 2 && words.get(2).is(":") && !words.get(2).label();
    boolean property =
        words.get(next).is("=")
            && line.indent > 0
            && words.stream().filter(w -> w.is(";")).count() <= 1;
    return stage || port || property ? next : 0;
  }

  /** Where the check of a shape at the end of a line begins; the end of the words without one. */
  private static int check(Line line, int from) {
    int end = comment(line);
    for (int i = end - 1; i > from; i--) {
      if (line.words.get(i).is("::")) {
        return i;
      }
      if (!line.words.get(i).text().matches("\\w+|\\[|]|,|;")) {
        break;
      }
    }
    return end;
  }

  private static boolean hasCheck(Line line, int at) {
    return at > 0 && at < line.words.size() && line.words.get(at).is("::");
  }

  /** Where the comment at the end of a line begins; the end of the words without one. */
  private static int comment(Line line) {
    int end = line.words.size();
    return end > 1 && line.words.get(end - 1).lineComment() ? end - 1 : end;
  }
}
