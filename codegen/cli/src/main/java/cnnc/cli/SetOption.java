package cnnc.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** Values for the parameters of nets. */
final class SetOption {
  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A value for a parameter of a net, as in --set n=9.")
  private List<String> texts = List.of();

  List<String> texts() {
    return texts;
  }
}
