package cnnc.maven;

import cnnc.codegen.Compiler;
import cnnc.codegen.FrontEnd;
import cnnc.codegen.files.GeneratedFile;
import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.diagnostic.ShortRenderer;
import cnnc.dsl.model.Model;
import cnnc.dsl.source.Library;
import cnnc.dsl.source.Printable;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A network file, compiled: products and diagnostics, and nothing on the disk. */
final class Compilation {
  private final Input input;
  private final Path source;
  private final Diagnostics diagnostics = new Diagnostics();
  private final List<Product> products = new ArrayList<>();

  Compilation(Input input, Settings settings) {
    this.input = input;
    this.source = settings.source();
    Compiler compiler = new Compiler(diagnostics);
    compiler.frontEnd().source(input.choicesName(), input.choices())
        .ifPresent(choices -> compiler.tuned(TuningFile.read(choices, diagnostics)));
    compiler.frontEnd().source(input.name(), input.network())
        .ifPresent(network -> compile(compiler, network, settings));
  }

  private void compile(Compiler compiler, SourceFile network, Settings settings) {
    FrontEnd frontEnd = compiler.frontEnd();
    if (FrontEnd.onlyForImport(network)) {
      return;
    }
    String folder = settings.packageOf(input.file());
    for (Model model : frontEnd.models(network, library(network, settings), values(network, settings))) {
      compiler.requirePackage(model, folder);
      Compiler.Output made = compiler.compile(model, folder, settings.targets());
      take(model, made.sourceFiles(), settings);
      take(model, made.resourceFiles(), settings);
    }
  }

  /** The values for this file's own nets. */
  private static List<String> values(SourceFile network, Settings settings) {
    Set<String> nets = FrontEnd.netNames(network);
    return settings.values().stream().filter(v -> nets.contains(Settings.net(v))).toList();
  }

  private Library library(SourceFile network, Settings settings) {
    try {
      SourceFolder sources = new SourceFolder(settings.source());
      sources.add(network, input.file());
      return sources;
    } catch (IOException gone) {
      return Library.NONE;
    }
  }

  private void take(Model model, List<GeneratedFile> files, Settings settings) {
    for (GeneratedFile file : files) {
      products.add(new Product(file, settings.place(file.path()), model.network().origin()));
    }
  }

  /** Takes the outputs for this network file. */
  void claim(Claims claims) {
    products.forEach(product -> claims.add(input.file(), product, diagnostics));
  }

  Path file() {
    return input.file();
  }

  List<Product> products() {
    return products;
  }

  boolean failed() {
    return diagnostics.hasErrors();
  }

  /** What the status remembers of it. */
  Status.Entry entry() {
    SortedMap<Path, String> outputs = new TreeMap<>();
    products.forEach(p -> outputs.put(p.place(), Sha256.of(p.file().bytes())));
    return new Status.Entry(input.digest(), outputs);
  }

  /** The errors or the warnings, one a line; what several recipes yield is said once. */
  List<String> lines(boolean errors) {
    return diagnostics.all().stream()
        .filter(d -> d.isError() == errors)
        .map(this::line)
        .distinct()
        .toList();
  }

  /** {@code path:[line,col] error[CNN0304]: message}, which IDEs turn into a link. */
  private String line(Diagnostic d) {
    String name = d.span().file().name();
    boolean beside = name.equals(input.name()) || name.equals(input.choicesName());
    Path place = beside ? input.file().resolveSibling(name) : source.resolve(name);
    return Printable.line(place.toString())
        + ":[" + d.span().line() + "," + d.span().column() + "] " + ShortRenderer.text(d);
  }
}
