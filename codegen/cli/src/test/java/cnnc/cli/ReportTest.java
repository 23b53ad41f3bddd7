package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on a run: its numbers are those of the run's file, and it asks for nothing. */
class ReportTest {
  private static final String NET =
      """
      net Small {
        input image : f32 6x6x3;
        label y     : class(4);
        first: conv(3, 8) relu pool(2)
        logits: dense(4, decay = 0.01)
      }
      data shapes {
        format = cifar_binary(image = 3x8x8);
        train  = "train.bin";
        test   = "test.bin";
        names  = ["a<b>", "c&d", "'e'", "f"];
      }
      augment train { crop(6x6) flip(0.5) standardize }
      augment eval { center_crop(6x6) standardize }
      recipe quick {
        augment = train; batch = 8; steps = 60; optimizer = adam(lr = 1e-3); ema = 0.9;
        evaluate = every(15 steps); norms = every(10 steps); log = every(7 steps);
      }
      eval { augment = eval; weights = ema; }
      """;

  @TempDir Path folder;

  private String page(Path run) throws IOException {
    return Files.readString(run.resolve("report.html"));
  }

  /** All numbers of a file of metrics, as Java prints them. */
  private static Set<String> numbers(Path metrics) throws IOException {
    Set<String> numbers = new TreeSet<>();
    for (String line : Files.readAllLines(metrics)) {
      try (JsonParser json = new JsonFactory().createParser(line)) {
        for (JsonToken t = json.nextToken(); t != null; t = json.nextToken()) {
          if (t.isNumeric()) {
            double value = json.getDoubleValue();
            numbers.add(value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value));
          }
        }
      }
    }
    return numbers;
  }

  private static List<String> found(String page, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher m = Pattern.compile(pattern).matcher(page);
    while (m.find()) {
      found.add(m.group(1));
    }
    return found;
  }

  @Test
  void itsNumbersAreThoseOfTheRunAndItNeedsNothing() throws IOException {
    Path net = Files.writeString(folder.resolve("small.cnn"), NET);
    Path run = folder.resolve("run");
    Run trained = Run.cnnc("train", net, "--data=synthetic", "--out=" + run);
    assertThat(trained.code()).as(trained.err()).isZero();
    String page = page(run);
    Set<String> numbers = numbers(run.resolve("metrics.jsonl"));
    List<String> legends = found(page, "</span>[^<]* <b>([^<]*)</b></span>");
    assertThat(legends).hasSizeGreaterThan(12).isSubsetOf(numbers);
    String table = page.substring(page.indexOf("class='judgements'"));
    List<String> cells = found(table.substring(0, table.indexOf("</table>")), "<td>([^<]*)</td>");
    assertThat(cells).hasSize(4 * 5).isSubsetOf(numbers);
    assertThat(page).contains("<h1>Small by quick</h1>", "60 of 60 steps", "run.data")
        .contains("a&lt;b&gt;", "c&amp;d", "&#39;e&#39;").doesNotContain("a<b>")
        .doesNotContain("<script", "http-equiv", " href=", "url(", "@import", "src='http");
    for (String section :
        List.of(
            "Training", "Judgements", "Classes", "Answers", "What the network sees", "First layer",
            "Weights", "Norms", "Network", "Memory of a step", "Whence")) {
      assertThat(page).contains("<h2>" + section + "</h2>");
    }
    // Every tag that is opened is closed.
    for (String tag : List.of("section", "figure", "svg", "table", "div", "p", "span", "tr", "td", "th", "b")) {
      assertThat(found(page, "(<" + tag + ")[ >]")).as(tag).hasSameSizeAs(found(page, "(</" + tag + ">)"));
    }
    String precision = found(page, "<b>([0-9.]+)</b> precision @ 1").get(0);
    assertThat(trained.out()).contains("precision @ 1 = " + precision.substring(0, 4));
  }

  @Test
  void aRunThatFailsSaysWhy() throws IOException {
    Path net =
        Files.writeString(
            folder.resolve("small.cnn"),
            NET.replace("conv(3, 8)", "conv(3, 8, init = constant(1e30))").replace("adam(lr = 1e-3)", "sgd(lr = 1e6)"));
    Path run = folder.resolve("run");
    Run trained = Run.cnnc("train", net, "--data=synthetic", "--out=" + run);
    assertThat(trained.code()).isOne();
    if (Files.exists(run.resolve("report.html"))) {
      assertThat(page(run)).contains("the model diverged with loss = ").doesNotContain("http-equiv");
    }
  }
}
