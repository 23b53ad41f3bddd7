package cnnc.maven;

import cnnc.codegen.FrontEnd;
import cnnc.codegen.files.GeneratedFile;
import cnnc.codegen.files.SourceTree;
import cnnc.dsl.source.Printable;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One run over a source folder: compiles what is not current, all of it in memory. If every file is
 * good, what no network makes any more is deleted and what has changed is written.
 *
 * <p>At no time does the status on the disk vouch for an output that is not there as it says: what
 * is about to change is taken from it first and put into it last. A run that ends in between, for
 * whatever reason, leaves work for the next one and never a wrong file that counts as right.
 */
final class Generation {
  private final Settings settings;
  private final Path statusFolder;
  private final String execution;
  private final Set<String> others;

  /**
   * A run.
   *
   * @param execution whose status it is
   * @param others the executions of the project that generate something too
   */
  Generation(Settings settings, Path statusFolder, String execution, Set<String> others) {
    this.settings = settings;
    this.statusFolder = statusFolder;
    this.execution = execution;
    this.others = others;
  }

  Outcome run() throws IOException {
    Set<Path> files = NetworkFiles.below(settings.source());
    Status before = StatusFile.read(StatusFile.of(statusFolder, execution));
    Status kept = new Status(settings.digest(), new TreeMap<>());
    List<Compilation> compiled = new ArrayList<>();
    for (Path file : files) {
      Input input = Input.read(file);
      before.current(kept.settings(), input)
          .ifPresentOrElse(
              entry -> kept.inputs().put(file, entry),
              () -> compiled.add(new Compilation(input, settings)));
    }
    List<String> failures = unknownNets(files);
    Claims claims = claims(kept, compiled, files);
    if (failures.isEmpty() && compiled.stream().noneMatch(Compilation::failed)) {
      write(before, kept, compiled, claims.ofOthers());
    }
    return new Outcome(
        files.size(), compiled.size(), lines(compiled, false),
        Stream.concat(failures.stream(), lines(compiled, true).stream()).toList());
  }

  /** Values for nets that no file has. */
  private List<String> unknownNets(Set<Path> files) throws IOException {
    Set<String> nets = new TreeSet<>();
    if (!settings.values().isEmpty()) {
      for (Path file : files) {
        String text = SourceText.decode(SourceText.read(file)).text();
        nets.addAll(FrontEnd.netNames(new SourceFile(file.getFileName().toString(), text)));
      }
    }
    return settings.values().stream()
        .filter(v -> !nets.contains(Settings.net(v)))
        .map(
            v -> "<set>" + Printable.line(v) + "</set>: a value is for one of the nets "
                + String.join(", ", nets) + ", as in NET.NAME=VALUE")
        .toList();
  }

  private Claims claims(Status kept, List<Compilation> compiled, Set<Path> files)
      throws IOException {
    Claims claims = new Claims();
    for (String other : others) {
      if (!other.equals(execution)) {
        claims.others(StatusFile.read(StatusFile.of(statusFolder, other)), files);
      }
    }
    kept.inputs().forEach(claims::add);
    compiled.forEach(c -> c.claim(claims));
    return claims;
  }

  private static List<String> lines(List<Compilation> compiled, boolean errors) {
    return compiled.stream().flatMap(c -> c.lines(errors).stream()).toList();
  }

  private void write(
      Status before, Status kept, List<Compilation> compiled, Set<Path> ofOthers)
      throws IOException {
    Status after = new Status(kept.settings(), new TreeMap<>(kept.inputs()));
    compiled.forEach(c -> after.inputs().put(c.file(), c.entry()));
    Set<Path> leftovers = before.outputs();
    for (Path folder : settings.ownFolders()) {
      leftovers.addAll(Leftovers.below(folder));
    }
    leftovers.removeAll(after.outputs());
    leftovers.removeAll(ofOthers);
    if (compiled.isEmpty() && leftovers.isEmpty() && kept.inputs().equals(before.inputs())) {
      return;
    }
    StatusFile.write(StatusFile.of(statusFolder, execution), kept);
    // Before the rest, lest `Small.java` be deleted as `small.java` where both are one file.
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
    SourceTree.write(settings.resources(), products(compiled, false));
    SourceTree.write(settings.output(), products(compiled, true));
    StatusFile.write(StatusFile.of(statusFolder, execution), after);
  }

  private static List<GeneratedFile> products(List<Compilation> compiled, boolean java) {
    return compiled.stream()
        .flatMap(c -> c.products().stream())
        .map(Product::file)
        .filter(file -> file.path().endsWith(".java") == java)
        .toList();
  }
}
