package cnnc.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What tests of the scripts in {@code examples/benchmarks/gpu} share. */
final class Scripts {
  static final Path FOLDER = Path.of("../../examples/benchmarks/gpu").toAbsolutePath().normalize();
  static final Path STAND_INS = Path.of("src/test/resources/cnnc/cli/gpu").toAbsolutePath();

  private Scripts() {}

  /** Where a tool is missing the test is skipped. */
  static void need(String tool) {
    Assumptions.assumeTrue(found(tool), "there is no " + tool + " here");
  }

  /** Where a tool would be found that is to be missing the test is skipped. */
  static void needNo(String tool) {
    Assumptions.assumeFalse(found(tool), "there is a real " + tool + " here");
  }

  private static boolean found(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /** Copies all files of a folder, but not the folders in it. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(
            file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  static Process start(Map<String, String> environment, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("CNNC_CUDNN");
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).redirectInput(new File("/dev/null")).start();
  }

  /** Exit code, then all that was printed. */
  static String run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    return ended(start(environment, List.of(command)));
  }

  static String ended(Process process) throws IOException, InterruptedException {
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + "\n" + printed;
  }
}
