package cnnc.cli.terminal;

import cnnc.dsl.source.Printable;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.metrics.ClassScore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What an evaluation prints: a line for each class, and what is said of all of them. */
public final class AnswersTable {
  /** Of more classes only those that are known worst. */
  private static final int MOST_CLASSES = 40;

  private static final int WORST_CLASSES = 20;
  private static final int CONFUSIONS = 5;
  /** As Guo et al. 2017 have it. */
  public static final int BINS = 15;

  private AnswersTable() {}

  /** The lines. */
  public static String of(Answers answers, int top) {
    List<ClassScore> scores = answers.perClass();
    List<ClassScore> shown = scores;
    List<String> lines = new ArrayList<>();
    if (scores.size() > MOST_CLASSES) {
      shown =
          scores.stream()
              .sorted(Comparator.comparingDouble(ClassScore::f1))
              .limit(WORST_CLASSES)
              .toList();
      lines.add(
          "the " + WORST_CLASSES + " of " + scores.size() + " classes with the smallest F1:");
    }
    int width =
        Math.max(
            "weighted mean".length(), shown.stream().mapToInt(s -> name(s).length()).max().orElse(0));
    lines.add(
        String.format(
            Locale.ROOT, "%-" + width + "s  precision  recall     F1  images", "class"));
    shown.forEach(s -> lines.add(row(width, name(s), s)));
    lines.add(
        row(
            width, "mean",
            new ClassScore(
                "", ClassScore.macro(scores, ClassScore::precision),
                ClassScore.macro(scores, ClassScore::recall),
                ClassScore.macro(scores, ClassScore::f1), answers.count())));
    lines.add(
        row(
            width, "weighted mean",
            new ClassScore(
                "", ClassScore.weighted(scores, ClassScore::precision),
                ClassScore.weighted(scores, ClassScore::recall),
                ClassScore.weighted(scores, ClassScore::f1), answers.count())));
    lines.add(
        String.format(
            Locale.ROOT, "cross-entropy %.4f, calibration error %.4f", answers.crossEntropy(),
            answers.calibration(BINS).error())
            + (scores.size() > 5 && top != 5
                ? String.format(Locale.ROOT, ", precision @ 5 = %.3f", answers.top(5))
                : ""));
    String confused = confused(answers);
    if (!confused.isEmpty()) {
      lines.add("most often confused: " + confused);
    }
    return String.join("\n", lines);
  }

  private static String name(ClassScore score) {
    return Printable.line(score.name());
  }

  private static String row(int width, String name, ClassScore s) {
    return String.format(
        Locale.ROOT, "%-" + width + "s      %.3f   %.3f  %.3f  %6d", name, s.precision(),
        s.recall(), s.f1(), s.support());
  }

  private record Confusion(int label, int predicted, long count) {}

  private static String confused(Answers answers) {
    long[][] matrix = answers.confusion();
    List<Confusion> all = new ArrayList<>();
    for (int label = 0; label < matrix.length; label++) {
      for (int predicted = 0; predicted < matrix.length; predicted++) {
        if (label != predicted && matrix[label][predicted] > 0) {
          all.add(new Confusion(label, predicted, matrix[label][predicted]));
        }
      }
    }
    return all.stream()
        .sorted(Comparator.comparingLong((Confusion c) -> -c.count()))
        .limit(CONFUSIONS)
        .map(
            c ->
                Printable.line(
                    answers.classes().get(c.label()) + " taken for "
                        + answers.classes().get(c.predicted()) + " " + c.count()))
        .collect(Collectors.joining(", "));
  }
}
