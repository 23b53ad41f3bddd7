package cnnc.cli;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cnnc explain CNN0304}, and the index of all that can be explained. */
@Command(
    name = "explain",
    description = "Explains a diagnostic; without a code, lists all of them.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  cnnc explain CNN0304", "  cnnc explain 304", "  cnnc explain"})
final class ExplainCommand implements Callable<Integer> {
  /** A line of the index: code and title. */
  private static final Pattern ENTRY = Pattern.compile("\\* \\[(CNN\\d{4})]\\(.*\\): (.*)");

  @Parameters(arity = "0..1", paramLabel = "CODE", description = "A code such as CNN0304, or 304.")
  private String code;

  @Override
  public Integer call() throws IOException {
    List<String> index = text("index").lines().filter(l -> ENTRY.matcher(l).matches()).toList();
    if (code == null) {
      index.forEach(line -> System.out.println(ENTRY.matcher(line).replaceFirst("$1: $2")));
      return 0;
    }
    String number = code.toUpperCase(Locale.ROOT).replaceFirst("^CNN", "");
    String page =
        number.matches("[0-9]{1,4}") ? "CNN" + "0".repeat(4 - number.length()) + number : "";
    if (page.isEmpty() || index.stream().noneMatch(line -> line.contains("[" + page + "]"))) {
      throw new Fault(
          "CNN0711",
          "there is no diagnostic `" + code + "`; `cnnc explain` lists those that there are");
    }
    System.out.print(text(page));
    return 0;
  }

  private static String text(String page) throws IOException {
    try (InputStream in =
        ExplainCommand.class.getResourceAsStream("diagnostics/" + page + ".md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
