package cnnc.cli.terminal;

import cnnc.dsl.source.Printable;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.data.Format.Survey;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.data.ImageSets;
import cnnc.runtime.files.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a data set holds, in lines. */
public final class SurveyTable {
  /** Of long lists so many are shown. */
  private static final int SHOWN = 20;

  /** Of so many times as many images, a class is worth weights. */
  private static final double UNEQUAL = 1.5;

  private final List<String> lines = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * The table of a data set.
   *
   * @param parts the training part, and the test where that has files of its own
   */
  public SurveyTable(DataSource source, List<String> classes, List<Survey> parts) {
    ImageSet train = parts.get(0).images();
    List<String> titles = new ArrayList<>();
    List<ImageSet> columns = new ArrayList<>();
    if (source.split() > 0) {
      ImageSets divided = source.divided(train);
      titles.addAll(List.of("train", "held out"));
      columns.addAll(List.of(divided.train(), divided.test()));
    } else {
      titles.add("train");
      columns.add(train);
    }
    if (parts.size() > 1) {
      titles.add("test");
      columns.add(parts.get(1).images());
    }
    counts(source, classes, titles, columns);
    sizes(parts);
    moments(train);
    weights(columns.get(0), classes.size());
    broken(parts, source.format().skips());
    doubles(parts);
  }

  public List<String> lines() {
    return lines;
  }

  /** What the data set should not have: broken files that are not left out, images to judge by that are learned. */
  public List<String> faults() {
    return faults;
  }

  private void counts(
      DataSource source, List<String> classes, List<String> titles, List<ImageSet> columns) {
    ImageSet first = columns.get(0);
    lines.add(
        Printable.line(
            "data " + source.name() + ": " + classes.size() + " classes, images of " + first.height()
                + "x" + first.width() + "x" + first.channels()));
    int width = Math.max(5, classes.stream().mapToInt(c -> Printable.line(c).length()).max().orElse(0));
    lines.add(row(width, "class", titles));
    for (int c = 0; c < classes.size(); c++) {
      int label = c;
      lines.add(
          row(
              width, Printable.line(classes.get(c)),
              columns.stream()
                  .map(s -> String.valueOf(Arrays.stream(s.labels()).filter(l -> l == label).count()))
                  .toList()));
    }
    lines.add(
        row(width, "all", columns.stream().map(s -> String.valueOf(s.size())).toList()));
  }

  private static String row(int width, String name, List<String> cells) {
    return String.format("%-" + width + "s", name)
        + cells.stream().map(c -> String.format("%10s", c)).collect(Collectors.joining());
  }

  private void sizes(List<Survey> parts) {
    List<int[]> all = parts.stream().flatMap(p -> p.sizes().stream()).toList();
    if (!all.isEmpty()) {
      int[] heights = all.stream().mapToInt(s -> s[0]).sorted().toArray();
      int[] widths = all.stream().mapToInt(s -> s[1]).sorted().toArray();
      int middle = all.size() / 2;
      int last = all.size() - 1;
      lines.add(
          "files are " + heights[0] + " to " + heights[last] + " pixels high, half of them up to "
              + heights[middle] + ", and " + widths[0] + " to " + widths[last] + " wide, half up to "
              + widths[middle]);
    }
  }

  /** Of values from 0 to 1, for {@code normalize}. */
  private void moments(ImageSet set) {
    int channels = set.channels();
    long[] sums = new long[channels];
    long[] squares = new long[channels];
    byte[] image = new byte[set.imageSize()];
    for (int i = 0; i < set.size(); i++) {
      set.read(i, image, 0);
      for (int k = 0; k < image.length; k++) {
        int v = image[k] & 0xff;
        sums[k % channels] += v;
        squares[k % channels] += v * v;
      }
    }
    double n = (double) set.size() * set.height() * set.width();
    List<String> means = new ArrayList<>();
    List<String> deviations = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      double mean = sums[c] / n;
      means.add(four(mean / 255));
      deviations.add(four(Math.sqrt(Math.max(0, squares[c] / n - mean * mean)) / 255));
    }
    lines.add("of the training images, normalize(" + means + ", " + deviations + ")");
  }

  /** Factors by which each class counts alike in a loss, however many images it has. */
  private void weights(ImageSet set, int classes) {
    long[] counts = new long[classes];
    for (int label : set.labels()) {
      counts[label]++;
    }
    long least = Arrays.stream(counts).min().orElse(0);
    if (least > 0 && Arrays.stream(counts).max().orElse(0) >= UNEQUAL * least) {
      String weights =
          Arrays.stream(counts)
              .mapToObj(n -> String.format(Locale.ROOT, "%.4g", (double) set.size() / classes / n))
              .collect(Collectors.joining(", "));
      lines.add("for classes to count alike, in the loss: weights = [" + weights + "]");
    }
  }

  private static String four(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private void broken(List<Survey> parts, boolean skips) {
    List<String> broken = parts.stream().flatMap(p -> p.broken().stream()).toList();
    list(broken.size() + " broken:", broken);
    if (!broken.isEmpty() && !skips) {
      faults.add("broken files");
    }
  }

  private void doubles(List<Survey> parts) {
    Map<String, String> seen = new HashMap<>();
    List<String> within = new ArrayList<>();
    List<String> across = new ArrayList<>();
    for (Survey part : parts) {
      ImageSet images = part.images();
      Map<String, String> own = new HashMap<>();
      for (int i : IntStream.range(0, images.size()).toArray()) {
        String pixels = Sha256.of(images.image(i));
        String name = part.images().name(i);
        String other = own.putIfAbsent(pixels, name);
        if (other != null) {
          within.add(name + " = " + other);
        } else if (seen.containsKey(pixels)) {
          across.add(name + " = " + seen.get(pixels));
        }
      }
      seen.putAll(own);
    }
    list(within.size() + " the same as another of their part:", within);
    list(across.size() + " to judge by are among what is learned:", across);
    if (!across.isEmpty()) {
      faults.add("images to judge by that were learned");
    }
  }

  private void list(String title, List<String> items) {
    if (!items.isEmpty()) {
      lines.add(title);
      items.stream().limit(SHOWN).forEach(i -> lines.add(Printable.line("  " + i)));
      if (items.size() > SHOWN) {
        lines.add("  and " + (items.size() - SHOWN) + " more");
      }
    }
  }
}
