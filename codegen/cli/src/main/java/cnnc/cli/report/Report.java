package cnnc.cli.report;

import cnnc.cli.terminal.Notes;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.train.Judgement;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRecord;
import cnnc.runtime.train.TrainListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A page on a run, written again now and then while it goes on: all its numbers are those of the run's
 * {@code metrics.jsonl}, and of the answers of the latest judgement. It holds no script and asks for
 * nothing from anywhere.
 */
public final class Report implements TrainListener {
  /** A page that is open loads itself again so often. */
  private static final int REFRESH_SECONDS = 20;

  private static final String STEP = "step";
  private static final String DONE = "stepsDone";

  /**
   * What a page is about.
   *
   * @param picture of the network, as SVG
   * @param memory of a step, as HTML
   */
  public record Subject(
      CompiledNetwork network, Recipe recipe, ImageSets images, String picture, String memory) {}

  private final Path page;
  private final Path metrics;
  private final Subject subject;
  /** The latest answers, and the images that they are for. */
  private Answers answers;

  private ImageSet judged;
  private String state = "";
  private boolean begun;
  private boolean complained;
  private long written;

  /**
   * A page.
   *
   * @param metrics the run's, which it reads
   */
  public Report(Path page, Path metrics, Subject subject) {
    this.page = page;
    this.metrics = metrics;
    this.subject = subject;
  }

  @Override
  public void begins(long step, long all) {
    begun = true;
    state = step + " of " + all + " steps";
  }

  @Override
  public void logged(StepRecord record) {
    if (System.nanoTime() - written > REFRESH_SECONDS * 1_000_000_000L) {
      write(true);
    }
  }

  @Override
  public void stepped(long done, long all) {
    state = done + " of " + all + " steps";
  }

  @Override
  public void judged(Judgement judgement, Answers latest) {
    answers = latest;
    judged = subject.images().judging();
    write(true);
  }

  @Override
  public void stopsEarly(long step, Judgement best) {
    state = "ended early after " + step + " steps: no better since " + best.step();
  }

  /** The run is over. */
  public void ended(Answers result) {
    answers = result;
    judged = subject.images().test();
    write(false);
  }

  /** The run was ended by this; a page of what has not begun stays as it was. */
  public void failed(String reason) {
    if (begun) {
      state += "; " + String.join(" ", reason.lines().toList());
      write(false);
    }
  }

  private void write(boolean atWork) {
    written = System.nanoTime();
    try {
      WholeFile.write(page, html(Rows.of(metrics), atWork).getBytes(StandardCharsets.UTF_8));
    } catch (IOException fault) {
      if (!complained) {
        Notes.print("cannot write %s: %s; the training goes on", page, Reasons.of(fault));
        complained = true;
      }
    }
  }

  private String html(Rows rows, boolean atWork) {
    CompiledNetwork network = subject.network();
    String title =
        Html.escaped(network.spec().name() + " by " + subject.recipe().name());
    StringBuilder html =
        new StringBuilder("<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>\n")
            .append("<meta name='viewport' content='width=device-width, initial-scale=1'>\n")
            .append(
                atWork ? "<meta http-equiv='refresh' content='" + REFRESH_SECONDS + "'>\n" : "")
            .append("<title>").append(title).append("</title>\n<style>").append(Style.CSS)
            .append("</style></head><body>\n<h1>").append(title).append("</h1>\n<p class='state'>")
            .append(atWork ? "At work: " : "").append(Html.escaped(state)).append("</p>\n");
    result(html, rows);
    section(html, "Training", charts(rows));
    section(html, "Judgements", judgements(rows));
    if (answers != null) {
      section(html, "Classes", Confusion.scores(answers) + Confusion.matrix(answers));
      section(html, "Answers", NetworkParts.answers(answers, judged));
    }
    section(
        html, "What the network sees",
        NetworkParts.augmentations(network, subject.recipe(), subject.images().train()));
    section(html, "First layer", NetworkParts.filters(network));
    section(html, "Weights", NetworkParts.histograms(network));
    section(html, "Norms", norms(rows));
    section(
        html, "Network",
        "<div class='wide'>"
            + Html.image(
                "svg+xml", subject.picture().getBytes(StandardCharsets.UTF_8), "the network")
            + "</div>");
    section(html, "Memory of a step", subject.memory());
    section(html, "Whence", provenance(network.about()));
    return html.append("</body></html>\n").toString();
  }

  private static void section(StringBuilder html, String title, String body) {
    if (!body.isEmpty()) {
      html.append("<section><h2>").append(title).append("</h2>\n").append(body)
          .append("</section>\n");
    }
  }

  private void result(StringBuilder html, Rows rows) {
    List<double[]> losses = rows.points(STEP, "loss");
    html.append("<p class='numbers'>");
    if (answers != null) {
      int top = subject.network().spec().top();
      html.append("<span><b>").append(Html.format("%.4f", answers.top(top)))
          .append("</b> precision @ ").append(top).append("</span>\n<span><b>")
          .append(Html.format("%.4f", answers.crossEntropy())).append("</b> loss of these answers</span>\n");
    }
    if (!losses.isEmpty()) {
      double[] last = losses.get(losses.size() - 1);
      html.append("<span><b>").append(Html.rounded(last[1])).append("</b> loss at step ")
          .append(Html.number(last[0])).append("</span>\n");
    }
    html.append("</p>\n");
  }

  private String charts(Rows rows) {
    Chart loss = new Chart("Loss").line("loss", rows.points(STEP, "loss"));
    List<String> terms = new ArrayList<>(subject.recipe().judged());
    if (!subject.recipe().weightLoss().isEmpty()) {
      terms.add(subject.recipe().weightLoss());
    }
    if (terms.size() > 1) {
      terms.forEach(t -> loss.line(t, rows.points(STEP, t)));
    }
    return "<div class='charts'>"
        + loss.html()
        + new Chart("Judged: loss")
            .line("weights", rows.points(DONE, "test.loss"))
            .line("average", rows.points(DONE, "average.loss")).html()
        + new Chart("Judged: accuracy")
            .line("weights", rows.points(DONE, "test.accuracy"))
            .line("average", rows.points(DONE, "average.accuracy")).html()
        + new Chart("Learning rate").line("rate", rows.points(STEP, "learningRate")).html()
        + new Chart("Images per second")
            .line("images", rows.points(STEP, "examplesPerSecond")).html()
        + "</div>\n";
  }

  private String judgements(Rows rows) {
    List<Map<String, Double>> all = rows.with(DONE);
    if (all.isEmpty()) {
      return "";
    }
    List<String> names = new ArrayList<>(rows.beside(DONE));
    StringBuilder html = new StringBuilder("<table class='judgements'><tr><th>after steps</th>");
    names.forEach(n -> html.append("<th>").append(Html.escaped(n)).append("</th>"));
    html.append("</tr>\n");
    Map<String, Double> best = best(all);
    for (Map<String, Double> row : all) {
      html.append(row == best ? "<tr class='best'><td>" : "<tr><td>")
          .append(Html.number(row.get(DONE))).append("</td>");
      names.forEach(
          n -> html.append("<td>").append(row.containsKey(n) ? Html.number(row.get(n)) : "")
              .append("</td>"));
      html.append("</tr>\n");
    }
    return html.append("</table>\n").toString();
  }

  /** The one whose checkpoint is kept as the best. */
  private Map<String, Double> best(List<Map<String, Double>> all) {
    boolean loss = subject.recipe().monitor().checkpointing().best() == Judgement.Metric.LOSS;
    String metric = loss ? "loss" : "accuracy";
    boolean averaged = subject.network().spec().averaged() && all.get(0).containsKey("average." + metric);
    String name = (averaged ? "average." : "test.") + metric;
    Map<String, Double> best = all.get(0);
    for (Map<String, Double> row : all) {
      double gain = row.getOrDefault(name, Double.NaN) - best.getOrDefault(name, Double.NaN);
      best = (loss ? gain < 0 : gain > 0) ? row : best;
    }
    return best;
  }

  private String norms(Rows rows) {
    Chart weights = new Chart("Norms of weights");
    Chart gradients = new Chart("Norms of gradients");
    subject.network().spec().parameters()
        .forEach(
            p -> {
              weights.line(p.name(), rows.points(STEP, "weightNorms." + p.name()));
              gradients.line(p.name(), rows.points(STEP, "gradientNorms." + p.name()));
            });
    String both = weights.html() + gradients.html();
    return both.isEmpty() ? "" : "<div class='charts'>" + both + "</div>\n";
  }

  private static String provenance(Map<String, String> about) {
    if (about.isEmpty()) {
      return "";
    }
    StringBuilder html = new StringBuilder("<table class='about'>\n");
    about.forEach(
        (name, value) ->
            html.append("<tr><th>").append(Html.escaped(name)).append("</th><td>")
                .append(
                    value.contains("\n")
                        ? "<details><summary>" + value.lines().count() + " lines</summary><pre>"
                            + String.join("\n", value.lines().map(Html::escaped).toList())
                            + "</pre></details>"
                        : Html.escaped(value))
                .append("</td></tr>\n"));
    return html.append("</table>\n").toString();
  }
}
