package cnnc.cli;

import cnnc.runtime.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cnnc explain CNN0304}. */
@Command(
    name = "explain",
    description = "Explains a diagnostic.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CODE", description = "A code such as CNN0304.")
  private String code;

  @Override
  public Integer call() throws IOException {
    String page = "diagnostics/" + code.toUpperCase(Locale.ROOT) + ".md";
    try (InputStream in =
        code.matches("[A-Za-z0-9]+") ? ExplainCommand.class.getResourceAsStream(page) : null) {
      if (in == null) {
        throw new Fault("CNN0711", "there is no diagnostic `" + code + "`");
      }
      System.out.print(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    return 0;
  }
}
