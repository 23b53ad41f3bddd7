package cnnc.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A project on the disk as the goal sees it. */
final class Project {
  final Path root;
  final Path source;
  final Path output;
  final Path status;
  private final String execution;
  private final Set<String> others;

  Project(Path root) {
    this(root, "default", "src/main/cnn", Set.of());
  }

  private Project(Path root, String execution, String source, Set<String> others) {
    this.root = root;
    this.execution = execution;
    this.source = root.resolve(source);
    this.others = others;
    output = root.resolve("target/generated-sources/cnn");
    status = root.resolve("target/maven-status/cnnc");
  }

  /** The same project in another of its executions. */
  Project execution(String id, String folder, String... all) {
    return new Project(root, id, folder, Set.of(all));
  }

  /** A net whose class has as many parameters as hidden units say. */
  static String net(String name, int hidden) {
    return "net " + name + " { input x : f32 4x4x1; label y : class(3); hidden: dense(" + hidden
        + ") relu out: dense(3) }\n";
  }

  void put(String name, String text) {
    put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  void put(String name, byte[] bytes) {
    try {
      Path file = source.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  void delete(String name) throws IOException {
    Files.delete(source.resolve(name));
  }

  /** Makes the source folder hold exactly these files. */
  void replace(Map<String, String> files) throws IOException {
    for (String old : contents(source).keySet()) {
      delete(old);
    }
    files.forEach(this::put);
  }

  Outcome run(String... values) throws IOException {
    Path resources = root.resolve("target/generated-resources/cnn");
    return new Generation(
            new Settings(source, output, resources, root.resolve("target"), Set.of(), List.of(values)), status, execution, others)
        .run();
  }

  /** A run in which nothing is wrong. */
  int compile() throws IOException {
    Outcome outcome = run();
    assertThat(outcome.failures()).isEmpty();
    return outcome.compiled();
  }

  Path statusFile() {
    return StatusFile.of(status, execution);
  }

  SortedMap<String, String> outputs() throws IOException {
    return contents(output);
  }

  String output(String name) throws IOException {
    return Files.readString(output.resolve(name));
  }

  /** What a new project would make of the same sources. */
  SortedMap<String, String> expected(Path elsewhere) throws IOException {
    Project fresh = new Project(elsewhere);
    contents(source).forEach(fresh::put);
    fresh.compile();
    return fresh.outputs();
  }

  static SortedMap<String, String> contents(Path folder) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path file : tree.filter(Files::isRegularFile).toList()) {
          String name = folder.relativize(file).toString().replace('\\', '/');
          contents.put(name, Files.readString(file, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return contents;
  }
}
