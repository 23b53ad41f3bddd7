package cnnc.cli;

import cnnc.cli.terminal.Choices;
import cnnc.cli.terminal.Notes;
import cnnc.codegen.FrontEnd;
import cnnc.codegen.Passes;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.program.Tuning;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code cnnc --emit=PASS FILE}: what a pass has made of the program that trains, or that judges. */
final class EmittedPass {
  private static final List<String> PICTURES = List.of("svg", "mermaid");

  private EmittedPass() {}

  static int print(
      CommandSpec spec, List<Path> files, ReadOptions reading, String pass, Set<Target> targets) {
    boolean picture = PICTURES.contains(pass);
    if (!picture && !Passes.NAMES.contains(pass)) {
      List<String> all = Stream.concat(Passes.NAMES.stream(), PICTURES.stream()).toList();
      throw new ParameterException(
          spec.commandLine(), "there is no pass `" + pass + "`: " + Choices.of(all));
    }
    Target target = targets.contains(Target.CUDA) ? Target.CUDA : Target.CPU;
    for (Path file : files) {
      NetworkFile network = NetworkFile.read(file, reading);
      network.use(recipe -> true);
      for (Model model : network.models()) {
        if (picture) {
          System.out.print(FrontEnd.picture(model, pass));
        } else {
          print(spec, model, pass, target);
        }
      }
    }
    return 0;
  }

  private static void print(CommandSpec spec, Model model, String pass, Target target) {
    boolean trains = !model.recipes().isEmpty();
    int batch =
        model.recipes().stream().findFirst().map(Recipe::batch)
            .orElse(model.evaluation().batch());
    Passes passes = new Passes(model, trains ? Phase.TRAIN : Phase.EVAL, target);
    passes.planned(batch, false, Tuning.NONE);
    passes.traces().stream()
        .filter(t -> t.pass().equals(pass))
        .forEach(t -> System.out.print(t.result()));
    if (passes.traces().stream().noneMatch(t -> t.pass().equals(pass))) {
      throw new ParameterException(
          spec.commandLine(),
          "`" + model.network().name() + "` has no recipe, and only trainings are differentiated");
    }
    StringBuilder times = new StringBuilder();
    passes.traces()
        .forEach(
            t -> times.append(times.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s %.1f ms", t.pass(), t.nanos() / 1e6)));
    Notes.print("%s: %s", model.network().name(), times);
  }
}
