package cnnc.codegen;

import cnnc.codegen.load.java.JavaFile;
import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.explain.Explanation;
import cnnc.dsl.fluent.Network;
import cnnc.dsl.model.Model;
import cnnc.dsl.parse.Parser;
import cnnc.dsl.resolve.Resolver;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceText;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.ImportTree;
import cnnc.dsl.syntax.Settings;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From files, and from networks written in Java, to checked models. */
public final class FrontEnd {
  private final Diagnostics diagnostics;
  /** By model, a file that means the same without constants, definitions and the like. */
  private final Map<Model, FileSyntax> expanded = new IdentityHashMap<>();

  /** The latest file with the shapes of its stages. */
  private String shaped = "";

  FrontEnd(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /** The text of a file's bytes; nothing when they are no UTF-8, which is reported. */
  public Optional<SourceFile> source(String name, byte[] bytes) {
    SourceText.Decoded decoded = SourceText.decode(bytes);
    SourceFile source = new SourceFile(name, decoded.text());
    if (decoded.whole()) {
      return Optional.of(source);
    }
    int end = decoded.text().length();
    diagnostics.report(
        Diagnostic.of(Code.NOT_UTF8, source.span(end, end + 1), "the file is not UTF-8 text")
            .help(decoded.guess(bytes) + ": save it as UTF-8"));
    return Optional.empty();
  }

  /** The names of a file's nets as far as it can be read; none of a Java file. */
  public static Set<String> netNames(SourceFile source) {
    Set<String> names = new LinkedHashSet<>();
    parsed(source)
        .ifPresent(
            file -> file.declarations().stream()
                .filter(Declaration.Net.class::isInstance)
                .forEach(d -> names.add(((Declaration.Net) d).name())));
    return names;
  }

  /** Whether a file has no net, and something that others can import. */
  public static boolean onlyForImport(SourceFile source) {
    return parsed(source)
        .filter(file -> !file.declarations().isEmpty())
        .filter(
            file -> file.declarations().stream()
                .noneMatch(
                    d -> d instanceof Declaration.Net || d instanceof Declaration.Instance))
        .isPresent();
  }

  private static Optional<FileSyntax> parsed(SourceFile source) {
    return JavaFile.is(source) ? Optional.empty() : Parser.file(source, new Diagnostics());
  }

  /** The checked models of a file that imports nothing, one for each net; none when anything is wrong. */
  public List<Model> models(SourceFile source) {
    return models(source, Library.NONE, List.of());
  }

  /**
   * The checked models of a file, one for each net; none when anything is wrong.
   *
   * @param library where imported files lie
   * @param settings values for the nets' parameters, such as {@code n=9} or {@code ResNet.n=9}
   */
  public List<Model> models(SourceFile source, Library library, List<String> settings) {
    List<Settings.Value> values = new ArrayList<>();
    for (String setting : settings) {
      Parser.setting(new SourceFile("--set", setting), diagnostics).ifPresent(values::add);
    }
    if (values.size() < settings.size()) {
      return List.of();
    }
    try {
      return JavaFile.is(source)
          ? models(new JavaFile(source, diagnostics).networks(), values)
          : Parser.parse(source, library, diagnostics)
              .map(program -> models(program, values))
              .orElse(List.of());
    } catch (StackOverflowError deep) {
      diagnostics.report(
          Diagnostic.of(Code.TOO_DEEP, source.span(0, 1), "the file is nested too deeply to read"));
      return List.of();
    }
  }

  /** The checked model of a network that was written in Java, or nothing when anything is wrong. */
  public Optional<Model> model(Network network) {
    return models(List.of(network.syntax()), List.of()).stream().findFirst();
  }

  private List<Model> models(List<FileSyntax> files, List<Settings.Value> settings) {
    List<Model> models = new ArrayList<>();
    files.forEach(file -> models.addAll(models(ImportTree.alone(file), settings)));
    return diagnostics.hasErrors() ? List.of() : models;
  }

  private List<Model> models(ImportTree program, List<Settings.Value> settings) {
    Resolver resolver = new Resolver(program, new Settings(settings), diagnostics);
    List<Model> models = resolver.models();
    models.forEach(model -> expanded.put(model, resolver.expanded(model)));
    shaped = models.isEmpty() ? "" : resolver.shaped(models);
    return models;
  }

  /** The text of a file as everyone writes it; nothing when it has a syntax error, which is reported. */
  public Optional<String> formatted(SourceFile source) {
    return Parser.formatted(source, diagnostics);
  }

  /** Why the layers of a stage are what they are, line by line; nothing where there is no such stage. */
  public static List<String> explained(Model model, String stage) {
    return Explanation.of(model.network(), stage);
  }

  /** The latest file that was read, formatted, with the shape that each stage comes to behind it. */
  public String shaped() {
    return Parser.formatted(new SourceFile("shaped", shaped), new Diagnostics()).orElse(shaped);
  }

  /** A picture of a network: {@code svg} or {@code mermaid}. */
  public static String picture(Model model, String format) {
    return format.equals("svg")
        ? Explanation.svg(model.network())
        : Explanation.mermaid(model.network());
  }

  /** A file that means one of the latest models, with definitions, repetitions and conditions written out. */
  public String expanded(Model model) {
    return Parser.text(expanded.get(model));
  }
}
