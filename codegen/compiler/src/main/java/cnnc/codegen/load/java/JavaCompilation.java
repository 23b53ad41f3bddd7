package cnnc.codegen.load.java;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a Java file against the language alone. */
final class JavaCompilation {
  private final SourceFile source;
  private final Path folder;
  private final Diagnostics diagnostics;

  JavaCompilation(SourceFile source, Path folder, Diagnostics diagnostics) {
    this.source = source;
    this.folder = folder;
    this.diagnostics = diagnostics;
  }

  /** The class of the file's own name; nothing when there is none, which is reported. */
  Optional<String> type() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none", "-Xlint:none", "-g", "-d", folder.toString(), "-classpath",
            JavaRun.classPath(), "-sourcepath", folder.toString());
    boolean good;
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(messages, Locale.ROOT, StandardCharsets.UTF_8)) {
      good = compiler.getTask(null, files, messages, options, null, List.of(unit())).call();
    }
    messages.getDiagnostics().stream()
        .filter(d -> d.getKind() == javax.tools.Diagnostic.Kind.ERROR)
        .forEach(this::report);
    return good ? compiled() : Optional.empty();
  }

  private JavaFileObject unit() {
    return new SimpleJavaFileObject(
        URI.create("string:///" + source.name()), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source.text();
      }
    };
  }

  private Optional<String> compiled() throws IOException {
    String file = source.name().replaceFirst("\\.java$", ".class");
    try (Stream<Path> files = Files.walk(folder)) {
      Optional<Path> found =
          files.filter(f -> f.getFileName().toString().equals(file)).findFirst();
      if (found.isEmpty()) {
        report(
            source.span(0, 0),
            "this file has no class `" + file.replace(".class", "") + "`, after which it is named");
      }
      return found.map(
          f -> folder.relativize(f).toString().replaceFirst("\\.class$", "")
              .replace(folder.getFileSystem().getSeparator(), "."));
    }
  }

  private void report(javax.tools.Diagnostic<? extends JavaFileObject> d) {
    int length = source.text().length();
    int start = (int) Math.max(0, Math.min(d.getStartPosition(), length));
    int end = (int) Math.max(start, Math.min(d.getEndPosition(), length));
    report(source.span(start, end), d.getMessage(Locale.ROOT).replaceAll("\\s*\\R\\s*", "; "));
  }

  private void report(Span place, String message) {
    diagnostics.report(Diagnostic.of(Code.JAVA_SYNTAX, place, message));
  }
}
