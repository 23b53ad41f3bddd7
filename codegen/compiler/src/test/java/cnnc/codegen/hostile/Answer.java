package cnnc.codegen.hostile;

import cnnc.codegen.Compiler;
import cnnc.codegen.emit.cuda.CudaSource;
import cnnc.codegen.emit.java.JavaSource;
import cnnc.codegen.graph.Target;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.RichRenderer;
import cnnc.dsl.diagnostic.ShortRenderer;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.Printable;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the compiler makes of a file: code, or faults that a person can read.
 *
 * @param models how many nets were resolved
 * @param compiled how many of them the compiler was asked to compile
 */
record Answer(
    int models, int compiled, List<JavaSource> java, List<CudaSource> cuda,
    List<Diagnostic> faults) {
  /** All that is said of one file. */
  private static final int MOST_TEXT = 1_000_000;

  /** Vectors of one width are enough: the others differ in numbers. */
  static final int VECTOR = 8;

  /** Plain loops, the shortest code. */
  static final int PLAIN = 1;

  /**
   * Reads a file and compiles its nets.
   *
   * @param lanes of the kernels
   */
  static Answer to(SourceFile source, String packageName, Set<Target> targets, int lanes) {
    Diagnostics diagnostics = new Diagnostics();
    Compiler compiler = new Compiler(diagnostics).lanes(lanes);
    return of(Optional.of(source), compiler, diagnostics, packageName, targets, m -> true);
  }

  /**
   * The same of a file's bytes, with vectors.
   *
   * @param wanted which nets to compile
   */
  static Answer to(
      byte[] bytes, String packageName, Set<Target> targets, Predicate<Model> wanted) {
    Diagnostics diagnostics = new Diagnostics();
    Compiler compiler = new Compiler(diagnostics).lanes(VECTOR);
    Optional<SourceFile> source = compiler.frontEnd().source("net.cnn", bytes);
    return of(source, compiler, diagnostics, packageName, targets, wanted);
  }

  private static Answer of(
      Optional<SourceFile> source, Compiler compiler, Diagnostics diagnostics,
      String packageName, Set<Target> targets, Predicate<Model> wanted) {
    List<JavaSource> java = new ArrayList<>();
    List<CudaSource> cuda = new ArrayList<>();
    List<Model> models = source.map(compiler.frontEnd()::models).orElse(List.of());
    int compiled = 0;
    for (Model model : models) {
      if (wanted.test(model)) {
        Compiler.Output output = compiler.compile(model, packageName, targets);
        java.addAll(output.java());
        cuda.addAll(output.cuda());
        compiled++;
      }
    }
    List<Diagnostic> faults = diagnostics.all();
    if (models.isEmpty() && !diagnostics.hasErrors()) {
      throw new AssertionError("neither a net nor a fault");
    }
    checkReadable(faults);
    return new Answer(models.size(), compiled, java, cuda, faults);
  }

  /** Whether a fault stops the file. */
  boolean refused() {
    return faults.stream().anyMatch(Diagnostic::isError);
  }

  /** Whether each error is one of these. */
  boolean refusedBy(Set<String> codes) {
    return refused()
        && faults.stream()
            .filter(Diagnostic::isError)
            .allMatch(d -> codes.contains(d.code().id()));
  }

  /** The errors, a line each. */
  String said() {
    StringBuilder all = new StringBuilder();
    faults.stream()
        .filter(Diagnostic::isError)
        .forEach(d -> all.append('\n').append(new ShortRenderer().render(d)));
    return all.toString();
  }

  /** Faults have places inside their file, and what is printed of them obeys no one. */
  static void checkReadable(List<Diagnostic> faults) {
    int printed = 0;
    for (Diagnostic d : faults) {
      checkPlace(d, d.span());
      d.also().ifPresent(also -> checkPlace(d, also.span()));
      String rich = new RichRenderer(false).render(d);
      String brief = new ShortRenderer().render(d);
      printed += rich.length() + brief.length();
      require(!d.message().isBlank(), d, "says nothing");
      require(brief.codePoints().allMatch(c -> c == '\t' || Printable.visible(c)), d, "is obeyed");
      require(
          rich.codePoints().allMatch(c -> c == '\n' || c == '\t' || Printable.visible(c)), d,
          "is obeyed at length");
    }
    if (printed > MOST_TEXT) {
      throw new AssertionError(printed + " characters of faults");
    }
  }

  private static void checkPlace(Diagnostic d, Span span) {
    int length = span.file().text().length();
    require(span.start() >= 0 && span.start() <= length, d, "starts at " + span.start());
    require(span.end() >= span.start(), d, "ends at " + span.end());
    require(span.line() >= 1 && span.column() >= 1, d, "stands at " + span);
  }

  private static void require(boolean good, Diagnostic d, String otherwise) {
    if (!good) {
      throw new AssertionError(d.code().id() + " " + otherwise + ": " + d.message());
    }
  }
}
