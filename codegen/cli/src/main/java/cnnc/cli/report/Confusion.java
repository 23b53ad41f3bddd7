package cnnc.cli.report;

import cnnc.runtime.metrics.Answers;
import cnnc.runtime.metrics.ClassScore;
import java.util.List;

/** What is taken for what, and how well each class is known. */
final class Confusion {
  /** A larger matrix cannot be read. */
  private static final int MOST_CLASSES = 30;

  private Confusion() {}

  static String matrix(Answers answers) {
    int classes = answers.classes().size();
    if (classes > MOST_CLASSES) {
      return "<p>" + classes + " classes are too many for a table; <code>cnnc eval --format=json</code>"
          + " has it.</p>\n";
    }
    long[][] matrix = answers.confusion();
    StringBuilder html = new StringBuilder("<div class='wide'><table class='matrix'>\n<tr><th>is &#92; taken for</th>");
    answers.classes().forEach(c -> html.append("<th>").append(Html.escaped(c)).append("</th>"));
    html.append("</tr>\n");
    for (int label = 0; label < classes; label++) {
      long all = 0;
      for (long n : matrix[label]) {
        all += n;
      }
      html.append("<tr><th>").append(Html.escaped(answers.classes().get(label))).append("</th>");
      for (int predicted = 0; predicted < classes; predicted++) {
        double share = all == 0 ? 0 : (double) matrix[label][predicted] / all;
        html.append(
            Html.format(
                "<td class='%s' style='--share: %.3f'>%d</td>", label == predicted ? "hit" : "miss",
                Math.sqrt(share), matrix[label][predicted]));
      }
      html.append("</tr>\n");
    }
    return html.append("</table></div>\n").toString();
  }

  static String scores(Answers answers) {
    List<ClassScore> scores = answers.perClass();
    StringBuilder html =
        new StringBuilder(
            "<table><tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>images</th></tr>\n");
    for (ClassScore s : scores.subList(0, Math.min(MOST_CLASSES, scores.size()))) {
      html.append("<tr><th>").append(Html.escaped(s.name())).append("</th>")
          .append(
              Html.format(
                  "<td>%.3f</td><td>%.3f</td><td>%.3f</td><td>%d</td></tr>%n", s.precision(),
                  s.recall(), s.f1(), s.support()));
    }
    return html.append("</table>\n").toString();
  }
}
