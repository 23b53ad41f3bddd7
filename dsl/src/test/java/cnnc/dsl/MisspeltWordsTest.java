package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceFolder;
import cnnc.dsl.syntax.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One letter of any word in the examples that is wrong is found at that word. */
class MisspeltWordsTest {
  private static final Path EXAMPLES = Path.of("../examples");

  /** Comments and texts, or a word; behind a word what declares a name by it. */
  private static final Pattern WORD =
      Pattern.compile("//[^\\n]*|\"[^\"]*\"|(?<![\\w.])([a-zA-Z_]\\w*)(?!\\w)(\\s*:(?!:)| as )?");

  /** What stands before a name that the file chooses itself. */
  private static final Pattern DECLARES =
      Pattern.compile("(cnn|package [\\w.]*|const|def|net|augment|recipe|data|loss|input|label|as)\\s+$");

  @Test
  void areFoundWhereTheyStand() throws IOException {
    List<String> missed = new ArrayList<>();
    int tried = 0;
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      for (Path file : files.filter(MisspeltWordsTest::example).sorted().toList()) {
        String text = Files.readString(file);
        Matcher m = WORD.matcher(text);
        while (m.find()) {
          if (m.group(1) != null && !chosen(text, m)) {
            tried++;
            check(file, text, m.start(1), m.end(1), missed);
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(500);
    assertThat(missed).isEmpty();
  }

  private static boolean example(Path file) {
    // The one that has no net is looked at through those that import it.
    return file.toString().endsWith(".cnn") && !file.toString().contains("target")
        && !file.endsWith("cifar10-data.cnn");
  }

  /** Whether a word is a name that the file may choose: another would be as good. */
  private static boolean chosen(String text, Matcher m) {
    String before = text.substring(Math.max(0, m.start(1) - 160), m.start(1));
    boolean parameter = before.matches("(?s).*(def|net) \\w+\\([^)]*");
    boolean term = before.matches("(?s).*loss \\{[^}]*\\n\\s*") || before.matches("(?s).*package [\\w.]*");
    return m.group(2) != null || parameter || term || DECLARES.matcher(before).find();
  }

  private static void check(Path file, String text, int from, int to, List<String> missed)
      throws IOException {
    int at = (from + to) / 2;
    char other = text.charAt(at) == 'q' ? 'j' : 'q';
    String word = text.substring(0, at) + other + text.substring(at + 1);
    SourceFolder folder = new SourceFolder(file.getParent());
    SourceFile source = folder.add(new SourceFile(file.getFileName().toString(), word), file);
    Diagnostics diagnostics = new Diagnostics();
    Parser.parse(source, folder, diagnostics)
        .ifPresent(tree -> new Resolver(tree, Settings.NONE, diagnostics).models());
    List<Diagnostic> all = diagnostics.all();
    int line = source.line(from);
    boolean found =
        all.stream()
            .anyMatch(
                d -> d.span().file() == source && d.span().start() <= to && d.span().end() >= from
                    && d.span().line() <= line);
    if (!found) {
      missed.add(
          source.name() + ":" + line + " " + word.substring(from, to) + ": "
              + all.stream().limit(2).map(d -> d.span() + " " + d.message()).toList());
    }
  }
}
