package cnnc.cli;

import cnnc.cli.run.InputText;
import cnnc.cli.terminal.Choices;
import cnnc.cli.terminal.DiagnosticFormat;
import cnnc.codegen.Compiler;
import cnnc.codegen.graph.Target;
import cnnc.codegen.tuning.TuningFile;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.source.SourceFile;
import cnnc.dsl.source.SourceFolder;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A {@code .cnn} file, read and checked; its diagnostics go to the error stream once each. What is only
 * about a recipe is printed when that recipe is in use.
 */
final class NetworkFile {
  private final Diagnostics diagnostics = new Diagnostics();
  private final Compiler compiler = new Compiler(diagnostics);
  private final List<Model> models;
  private final String name;
  private final DiagnosticFormat format;
  private final Set<String> printed = new HashSet<>();
  private final Optional<byte[]> choices;
  private Predicate<String> inUse = recipe -> false;

  /** With the choices that lie beside it. */
  static NetworkFile read(Path file, ReadOptions options) {
    return new NetworkFile(file, options, true);
  }

  /** As the compiler chooses, whatever lies beside it. */
  static NetworkFile untuned(Path file, ReadOptions options) {
    return new NetworkFile(file, options, false);
  }

  private NetworkFile(Path file, ReadOptions options, boolean tuned) {
    name = name(file);
    format = options.format();
    models = models(file, options.settings());
    Path beside = choicesBeside(file);
    choices = tuned && Files.exists(beside) ? Optional.of(InputText.bytes(beside)) : Optional.empty();
    choices
        .flatMap(bytes -> compiler.frontEnd().source(beside.getFileName().toString(), bytes))
        .ifPresent(text -> compiler.tuned(TuningFile.read(text, diagnostics)));
    print();
  }

  private List<Model> models(Path file, List<String> settings) {
    Optional<SourceFile> source = compiler.frontEnd().source(name, InputText.bytes(file));
    print();
    try {
      SourceFolder folder = new SourceFolder(project(file));
      return compiler.frontEnd().models(folder.add(source.get(), file), folder, settings);
    } catch (IOException fault) {
      throw new Fault("CNN0701", "cannot read " + file + ": " + Reasons.of(fault));
    }
  }

  /** Where files lie that may be imported: the working folder, or the file's own if it is elsewhere. */
  private static Path project(Path file) throws IOException {
    Path working = Path.of("").toRealPath();
    Path folder = file.toRealPath().getParent();
    return folder.startsWith(working) ? working : folder;
  }

  /** How messages call a file. */
  static String name(Path file) {
    return file.getFileName() == null ? file.toString() : file.getFileName().toString();
  }

  /** Where measured choices lie, if there are any. */
  static Path choicesBeside(Path file) {
    return file.resolveSibling(TuningFile.beside(file.getFileName().toString()));
  }

  /** From now on what concerns these recipes is printed, too. */
  void use(Predicate<String> recipes) {
    inUse = recipes;
    print();
  }

  /** The measured choices beside the file, if there are any. */
  Optional<byte[]> choices() {
    return choices;
  }

  Compiler compiler() {
    return compiler;
  }

  List<Model> models() {
    return models;
  }

  /** The only net, or the named one. */
  Model model(String net) {
    List<String> names = models.stream().map(m -> m.network().name()).toList();
    if (net == null && models.size() > 1) {
      throw new Fault(
          "CNN0407", name + " has several nets; name one with --net: " + String.join(", ", names));
    }
    return models.stream()
        .filter(m -> net == null || m.network().name().equals(net))
        .findFirst()
        .orElseThrow(
            () -> new Fault(
                "CNN0407",
                name + " has no net `" + net + "`; " + Choices.of(names)));
  }

  /** The only recipe of a net, or the named one. */
  static Recipe recipe(Model model, String wanted) {
    List<String> names = model.recipes().stream().map(Recipe::name).toList();
    if (names.isEmpty()) {
      throw new Fault("CNN0714", model.source() + " has no recipe to train by");
    }
    if (wanted == null && names.size() > 1) {
      throw new Fault("CNN0714", "name a recipe with --recipe; " + Choices.of(names));
    }
    int index = wanted == null ? 0 : names.indexOf(wanted);
    if (index < 0) {
      throw new Fault(
          "CNN0714", model.source() + " has no recipe `" + wanted + "`; " + Choices.of(names));
    }
    return model.recipes().get(index);
  }

  Compiler.Output compile(Model model, String packageName, Set<Target> targets) {
    Compiler.Output output = compiler.compile(model, packageName, targets);
    print();
    return output;
  }

  /** Prints what is new; ends the command when there is an error. */
  void print() {
    diagnostics.all().stream()
        .filter(d -> d.isError() || d.recipe().isEmpty() || inUse.test(d.recipe()))
        .map(format::render)
        .filter(printed::add)
        .forEach(System.err::println);
    if (diagnostics.hasErrors()) {
      throw new Main.Reported();
    }
  }
}
