package cnnc.cli;

import cnnc.cli.terminal.DiagnosticFormat;
import java.util.List;
import picocli.CommandLine.Option;

/** How network files are read: values for parameters of nets, and how faults are shown. */
final class ReadOptions {
  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A value for a parameter of a net, as in --set n=9 or --set ResNet.n=9.")
  private List<String> settings = List.of();

  @Option(
      names = "--diagnostics",
      paramLabel = "rich|short|json",
      description = "How faults and warnings are shown: with the line, in a line, or as JSON lines.")
  private DiagnosticFormat format = DiagnosticFormat.RICH;

  List<String> settings() {
    return settings;
  }

  DiagnosticFormat format() {
    return format;
  }
}
