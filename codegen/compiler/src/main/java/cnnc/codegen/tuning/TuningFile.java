package cnnc.codegen.tuning;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.kernel.Choice;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tuning;
import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Choices as text, a line each: {@code Cifar10 train 128 conv2 = winograd 4, rows 6 of 16 lanes}.
 * Empty lines and those that begin with {@code #} say nothing.
 */
public final class TuningFile implements Tuning {
  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+) (train|eval) (\\d{1,7}) (\\S+)"
              + " = (direct|winograd 2|winograd 4), rows (\\d\\d?) of (4|8|16) lanes");

  /** The most accumulators of a tile. */
  private static final int MOST_ROWS = 24;

  private record Key(String net, Phase phase, int batch, String node) {}

  private record Entry(Choice choice, Span span) {}

  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  private TuningFile() {}

  /** The name of the file beside a network's: {@code cifar10.tune} beside {@code cifar10.cnn}. */
  public static String beside(String network) {
    return network.replaceFirst("(\\.cnn)?$", ".tune");
  }

  /** Reads choices; lines that are none are reported. */
  public static TuningFile read(SourceFile source, Diagnostics diagnostics) {
    TuningFile file = new TuningFile();
    int start = 0;
    for (String line : source.text().split("\n", -1)) {
      String text = line.replace("\uFEFF", "").strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        file.add(text, source.span(start, start + line.stripTrailing().length()), diagnostics);
      }
      start += line.length() + 1;
    }
    return file;
  }

  private void add(String line, Span span, Diagnostics diagnostics) {
    Matcher m = LINE.matcher(line);
    boolean good = m.matches();
    int rows = good ? Integer.parseInt(m.group(6)) : 0;
    if (!good || rows < 1 || rows > MOST_ROWS) {
      diagnostics.report(
          Diagnostic.of(Code.BAD_TUNING, span, "this is no choice that `cnnc tune` writes")
              .help("a line reads `Net train 128 conv1 = winograd 4, rows 6 of 16 lanes`")
              .help("delete the line, and the compiler chooses by itself"));
      return;
    }
    Key key =
        new Key(
            m.group(1), Phase.valueOf(m.group(2).toUpperCase(Locale.ROOT)),
            Integer.parseInt(m.group(3)), m.group(4));
    int outputs = m.group(5).equals("direct") ? 0 : m.group(5).charAt(9) - '0';
    Entry entry = new Entry(new Choice(outputs, rows, Integer.parseInt(m.group(7))), span);
    Entry first = entries.putIfAbsent(key, entry);
    if (first != null) {
      diagnostics.report(
          Diagnostic.of(Code.BAD_TUNING, span, "this was chosen before")
              .also(first.span, "here"));
    }
  }

  /** The line of a choice. */
  public static String line(
      String net, Phase phase, int batch, String node, Choice choice) {
    return net + " " + phase.name().toLowerCase(Locale.ROOT) + " " + batch + " " + node + " = "
        + algorithm(choice) + ", rows " + choice.rows() + " of " + choice.lanes() + " lanes";
  }

  /** {@code direct} or {@code winograd 4}. */
  public static String algorithm(Choice choice) {
    return choice.outputs() == 0 ? "direct" : "winograd " + choice.outputs();
  }

  @Override
  public Optional<Choice> of(String net, Phase phase, int batch, String node) {
    return Optional.ofNullable(entries.get(new Key(net, phase, batch, node))).map(Entry::choice);
  }

  @Override
  public void lint(String net, List<Program> programs, Diagnostics diagnostics) {
    entries.forEach(
        (key, entry) -> {
          if (key.net.equals(net) && !followed(key, entry.choice, programs)) {
            diagnostics.report(
                Diagnostic.of(
                        Code.IDLE_TUNING, entry.span,
                        "no program of `" + net + "` can follow this choice")
                    .help("run `cnnc tune` again, or delete the line"));
          }
        });
  }

  private static boolean followed(Key key, Choice choice, List<Program> programs) {
    return programs.stream()
        .filter(p -> p.phase() == key.phase && p.batch() == key.batch)
        .flatMap(p -> p.calls().stream())
        .anyMatch(c -> c.name().equals(key.node) && c.choice().equals(Optional.of(choice)));
  }
}
