package cnnc.cli;

import cnnc.cli.terminal.Choices;
import cnnc.codegen.FrontEnd;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Model;
import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc explain CNN0304}, and the index of all that can be explained; {@code explain FILE STAGE}. */
@Command(
    name = "explain",
    description = {
      "Explains a diagnostic; without a code, lists all of them.",
      "Of a file and a stage of it: why its layers have their shapes and parameters, and what they cost."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  cnnc explain CNN0304", "  cnnc explain 304", "  cnnc explain",
      "  cnnc explain cifar10.cnn conv2"})
final class ExplainCommand implements Callable<Integer> {
  /** A line of the index: code and title. */
  private static final Pattern ENTRY = Pattern.compile("\\* \\[(CNN\\d{4})]\\(.*\\): (.*)");

  @Parameters(
      arity = "0..1", paramLabel = "CODE|FILE",
      description = "A code such as CNN0304, or 304; or a file of networks.")
  private String code;

  @Parameters(
      index = "1", arity = "0..1", paramLabel = "STAGE", description = "A stage or a layer of the file.")
  private String stage;

  @Option(names = "--net", paramLabel = "NAME", description = "Which net, if there are several.")
  private String net;

  @Mixin private ReadOptions reading;

  @Override
  public Integer call() throws IOException {
    if (stage != null || code != null && Files.exists(Path.of(code))) {
      explain(Path.of(code));
      return 0;
    }
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

  private void explain(Path file) {
    Model model = NetworkFile.read(file, reading).model(net);
    List<String> lines = stage == null ? List.of() : FrontEnd.explained(model, stage);
    if (lines.isEmpty()) {
      List<String> names =
          model.network().layers().stream()
              .map(Layer::title)
              .distinct()
              .toList();
      throw new Fault(
          "CNN0711",
          (stage == null
                  ? "name a stage of " + model.network().name()
                  : model.network().name() + " has no stage `" + stage + "`")
              + "; " + Choices.of(names));
    }
    lines.forEach(System.out::println);
  }

  private static String text(String page) throws IOException {
    try (InputStream in =
        ExplainCommand.class.getResourceAsStream("diagnostics/" + page + ".md")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
