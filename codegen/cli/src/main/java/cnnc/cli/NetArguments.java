package cnnc.cli;

import cnnc.dsl.model.Model;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which net of which file: what every command on one net takes. */
final class NetArguments {
  @Parameters(paramLabel = "FILE", description = "A .cnn file, or a .java file of networks.")
  private Path file;

  @Option(names = "--net", paramLabel = "NAME", description = "Which net, if there are several.")
  private String net;

  @Mixin private ReadOptions reading;

  Path file() {
    return file;
  }

  /** Reads and checks the file; ends the command when there is an error. */
  NetworkFile read() {
    return NetworkFile.read(file, reading);
  }

  /** The chosen net of the file. */
  Model model(NetworkFile source) {
    return source.model(net);
  }
}
