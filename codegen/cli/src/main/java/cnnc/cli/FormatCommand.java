package cnnc.cli;

import cnnc.cli.run.InputText;
import cnnc.codegen.Compiler;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import cnnc.runtime.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cnnc fmt FILE...}. */
@Command(
    name = "fmt",
    description = "Formats network files in place: the space between words, nothing else.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  cnnc fmt net.cnn",
      "  cnnc fmt --check src/main/cnn/com/example/*.cnn",
      "  cnnc fmt --expand --set n=9 resnet.cnn"
    })
final class FormatCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = ".cnn files.")
  private List<Path> files;

  @Option(
      names = "--check",
      description = "Change nothing; name the files that are not formatted, and exit with 1.")
  private boolean check;

  @Option(
      names = "--shapes",
      description = "Write the shape that each stage comes to behind it, to be checked from then on.")
  private boolean shapes;

  @Option(
      names = "--expand",
      description = {
        "Print a net instead, with constants, definitions, repetitions and conditions written out."
      })
  private boolean expand;

  @Option(names = "--net", paramLabel = "NAME", description = "Which net, if there are several.")
  private String net;

  @Mixin private ReadOptions reading;

  @Override
  public Integer call() {
    if (expand) {
      files.forEach(this::print);
      return 0;
    }
    boolean good = true;
    for (Path file : files) {
      if (file.toString().endsWith(".java")) {
        throw new Fault(
            "CNN0711", file + " is a Java file, which other tools format; --expand prints it as text");
      }
      Diagnostics diagnostics = new Diagnostics();
      Compiler compiler = new Compiler(diagnostics);
      byte[] bytes = InputText.bytes(file);
      String text =
          shapes
              ? NetworkFile.read(file, reading).compiler().frontEnd().shaped()
              : compiler.frontEnd().source(NetworkFile.name(file), bytes)
                  .flatMap(compiler.frontEnd()::formatted)
                  .orElse(null);
      if (text == null) {
        diagnostics.all().forEach(d -> System.err.println(reading.format().render(d)));
        good = false;
      } else if (!text.equals(new String(bytes, StandardCharsets.UTF_8))) {
        good &= !check;
        change(file, text);
      }
    }
    return good ? 0 : 1;
  }

  private void print(Path file) {
    NetworkFile network = NetworkFile.read(file, reading);
    System.out.print(network.compiler().frontEnd().expanded(network.model(net)));
  }

  private void change(Path file, String text) {
    if (check) {
      System.out.println(file);
      return;
    }
    try {
      WholeFile.write(file.toRealPath(), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException fault) {
      throw new Fault("CNN0707", "cannot write " + file + ": " + Reasons.of(fault));
    }
  }
}
