package cnnc.codegen.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that mutants descend from. */
final class Corpus {
  private static final Path ROOT = Path.of("../..");
  private static final Path CIFAR10 =
      ROOT.resolve("examples/cifar10/src/main/cnn/com/example/cifar/cifar10.cnn");
  private static final Path ZOO = ROOT.resolve("examples/zoo/src/main/cnn/com/example/zoo");
  private static final Path ERRORS = Path.of("src/test/golden/errors");

  /** What earlier trials have found, where it lies beside the repository. */
  private static final Path CASES = ROOT.resolve("../shared/findings/cases");

  private static final int GENERATED = 250;

  private Corpus() {}

  static List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    texts.add(read(CIFAR10));
    for (Path folder : List.of(ZOO, ERRORS, CASES)) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.filter(f -> f.toString().endsWith(".cnn")).sorted().toList()) {
            texts.add(read(file));
          }
        }
      }
    }
    for (int seed = 0; seed < GENERATED; seed++) {
      texts.add(ValidNetwork.of(seed));
    }
    return texts;
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
