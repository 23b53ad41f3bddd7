package cnnc.maven;

import cnnc.codegen.Compiler;
import cnnc.codegen.files.GeneratedFile;
import cnnc.codegen.files.SourceTree;
import cnnc.codegen.graph.Target;
import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.Severity;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.SourceFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One run over a source folder: compiles what has changed, deletes what has lost its source. */
final class Generation {
  private final Path source;
  private final Path output;
  private final Path resources;
  private final Set<Target> targets;
  private final Status status;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private int found;

  /**
   * A run.
   *
   * @param output where Java files go
   * @param resources where everything else goes
   */
  Generation(
      Path source, Path output, Path resources, Path statusFolder, Set<Target> targets) {
    this.source = source;
    this.output = output;
    this.resources = resources;
    this.targets = targets;
    this.status = new Status(statusFolder.resolve("inputs.txt"));
  }

  /** Number of .cnn files. */
  int found() {
    return found;
  }

  List<String> warnings() {
    return warnings;
  }

  /** Faults of the input, one a line, each with its place. */
  List<String> failures() {
    return failures;
  }

  /** Returns the number of files that were compiled. */
  int run() throws IOException {
    List<Path> files = files();
    found = files.size();
    status.read();
    String compiler = CompilerIdentity.digest() + new TreeSet<>(targets);
    Set<String> kept = new TreeSet<>();
    int compiled = 0;
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      String name = source.relativize(file).toString().replace('\\', '/');
      Path choices = file.resolveSibling(TuningFile.beside(file.getFileName().toString()));
      byte[] chosen = Files.exists(choices) ? Files.readAllBytes(choices) : new byte[0];
      String digest = Status.digest(compiler, name, bytes, chosen);
      if (!status.current(name, digest, this::place)) {
        compile(file, name, digest, text(bytes), text(chosen));
        compiled++;
      }
      for (String made : status.outputs(name)) {
        if (!kept.add(made)) {
          failures.add(file + ":[1,1] error[CNN0601]: another network makes " + made + " already");
        }
      }
    }
    if (failures.isEmpty()) {
      for (String stale : status.forget(files.stream().map(f -> source.relativize(f).toString()
          .replace('\\', '/')).toList(), kept)) {
        Files.deleteIfExists(place(stale));
      }
      status.write();
    }
    return compiled;
  }

  /** Where an output lies. */
  private Path place(String made) {
    return (made.endsWith(".java") ? output : resources).resolve(made);
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(source)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(source)) {
      return tree.filter(p -> p.toString().endsWith(".cnn") && Files.isRegularFile(p)).sorted()
          .toList();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void compile(Path file, String name, String digest, String text, String choices)
      throws IOException {
    Diagnostics diagnostics = new Diagnostics();
    int slash = name.lastIndexOf('/');
    SourceFile tuning = new SourceFile(TuningFile.beside(name.substring(slash + 1)), choices);
    Compiler compiler =
        new Compiler(diagnostics).tuned(TuningFile.read(tuning, diagnostics));
    String folder = slash < 0 ? "" : name.substring(0, slash).replace('/', '.');
    List<GeneratedFile> sources = new ArrayList<>();
    List<GeneratedFile> resourceFiles = new ArrayList<>();
    for (Model model : compiler.models(new SourceFile(name.substring(slash + 1), text))) {
      compiler.requirePackage(model, folder);
      Compiler.Output made = compiler.compile(model, folder, targets);
      sources.addAll(made.sourceFiles());
      resourceFiles.addAll(made.resourceFiles());
    }
    for (Diagnostic d : diagnostics.all()) {
      boolean error = d.code().severity() == Severity.ERROR;
      (error ? failures : warnings).add(line(file, d));
    }
    if (!diagnostics.hasErrors()) {
      SourceTree.write(output, sources);
      SourceTree.write(resources, resourceFiles);
      status.put(
          name, digest,
          Stream.concat(sources.stream(), resourceFiles.stream()).map(GeneratedFile::path).toList());
    }
  }

  /** {@code path:[line,col] error[CNN0304]: message}, which IDEs turn into a link. */
  private static String line(Path file, Diagnostic d) {
    String help = d.helps().isEmpty() ? "" : " (" + String.join("; ", d.helps()) + ")";
    Path place = file.resolveSibling(d.span().file().name());
    return place + ":[" + d.span().line() + "," + d.span().column() + "] " + d.code().severity()
        + "[" + d.code().id() + "]: " + d.message() + help;
  }
}
