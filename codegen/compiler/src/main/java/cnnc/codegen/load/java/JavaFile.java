package cnnc.codegen.load.java;

import cnnc.codegen.load.Jdk;
import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.fluent.run.Answer;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.FileSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The networks that the public static methods of a Java file make. */
public final class JavaFile {
  private final SourceFile source;
  private final Diagnostics diagnostics;

  public JavaFile(SourceFile source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /** Whether a file is written in Java. */
  public static boolean is(SourceFile source) {
    return source.name().endsWith(".java");
  }

  /** The syntax of each network; none when anything is wrong, which is reported. */
  public List<FileSyntax> networks() {
    if (!Jdk.available()) {
      report("this Java has no compiler: run with a JDK, not a run-time image", source.span(0, 0));
      return List.of();
    }
    try {
      Path folder = Files.createTempDirectory("cnnc");
      try {
        Optional<String> type = new JavaCompilation(source, folder, diagnostics).type();
        return type.isEmpty() ? List.of() : run(folder, type.get());
      } finally {
        delete(folder);
      }
    } catch (IOException fault) {
      report("it cannot be compiled or run here: " + fault.getMessage(), source.span(0, 0));
      return List.of();
    }
  }

  private List<FileSyntax> run(Path folder, String type) throws IOException {
    Optional<Answer> answer = new JavaRun(source, diagnostics).answer(folder, type);
    List<FileSyntax> networks = answer.map(Answer::networks).orElse(List.of());
    answer.ifPresent(a -> a.failures().forEach(f -> report(f.message(), f.place())));
    if (answer.isPresent() && networks.isEmpty() && !diagnostics.hasErrors()) {
      diagnostics.report(
          Diagnostic.of(Code.NO_NET, source.span(0, 0), "this file has no net")
              .help(
                  "write a method, as in `public static Network tiny() { return network(\"Tiny\")"
                      + "...; }`"));
    }
    Set<String> names = new HashSet<>();
    for (FileSyntax file : networks) {
      Declaration.Net net = (Declaration.Net) file.declarations().get(0);
      if (!names.add(net.name())) {
        diagnostics.report(
            Diagnostic.of(
                Code.NAME_TAKEN, net.nameSpan(), "there is a net `" + net.name() + "` already"));
      }
    }
    return networks;
  }

  private void report(String message, Span place) {
    diagnostics.report(Diagnostic.of(Code.JAVA_RUN, place, message));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
