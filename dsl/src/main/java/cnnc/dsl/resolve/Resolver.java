package cnnc.dsl.resolve;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.net.Expansion;
import cnnc.dsl.resolve.net.NetResolver;
import cnnc.dsl.resolve.net.ParameterRules;
import cnnc.dsl.resolve.training.Blocks;
import cnnc.dsl.resolve.training.EvaluationResolver;
import cnnc.dsl.resolve.training.Lints;
import cnnc.dsl.resolve.training.LossResolver;
import cnnc.dsl.resolve.training.RecipeResolver;
import cnnc.dsl.resolve.training.UnjudgedOutputs;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.FileSyntax;
import cnnc.dsl.syntax.ImportTree;
import cnnc.dsl.syntax.Settings;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The door: syntax in, one model per net out. */
public final class Resolver {
  private final FileSyntax file;
  private final Settings settings;
  private final Diagnostics diagnostics;
  private final FileScope scope;
  private final ParameterRules rules;
  private final Expansion expansion;

  /** By net, with definitions, repetitions and conditions written out. */
  private final Map<Model, Declaration.Net> expanded = new IdentityHashMap<>();

  /**
   * Of a file.
   *
   * @param settings values for the nets' parameters
   */
  public Resolver(ImportTree program, Settings settings, Diagnostics diagnostics) {
    this.file = program.file();
    this.settings = settings;
    this.diagnostics = diagnostics;
    new NameCheck(diagnostics).check(file);
    this.scope = FileScope.of(program, diagnostics);
    this.rules = new ParameterRules(scope.rules, scope.constants, diagnostics);
    this.expansion = new Expansion(diagnostics);
  }

  /** The models of the file's nets, in order; none when anything is wrong, which is reported. */
  public List<Model> models() {
    List<NetResolver.Source> nets = new Sources(scope, settings, diagnostics).all();
    nets = Limits.atMost(
        Limits.NETS, nets, "nets in one file", NetResolver.Source::nameSpan, diagnostics);
    if (nets.isEmpty() && !diagnostics.hasErrors()) {
      diagnostics.report(
          Diagnostic.of(Code.NO_NET, file.source().span(0, 0), "this file has no net")
              .help("write one, as in `net Tiny { input image : f32 24x24x3; ... }`"));
    }
    scope.blocks.resolveAllData();
    List<Model> models = new ArrayList<>();
    for (NetResolver.Source net : nets) {
      if (!expansion.ended()) {
        model(net).ifPresent(models::add);
      }
    }
    if (diagnostics.hasErrors()) {
      return List.of();
    }
    rules.reportUnmatched();
    checkPrograms(models);
    if (diagnostics.hasErrors()) {
      return List.of();
    }
    models.forEach(this::lint);
    new UnusedNames(file, diagnostics).lint();
    return models;
  }

  /**
   * A file that means one of the models: without constants, and with definitions, repetitions and
   * conditions written out.
   */
  public FileSyntax expanded(Model model) {
    return new ExpandedFile(file, scope).with(expanded.get(model));
  }

  private Optional<Model> model(NetResolver.Source net) {
    Optional<NetResolver.Named> named =
        new NetResolver(net, rules, expansion, diagnostics).resolve();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Blocks blocks = scope.blocks;
    Network network = named.get().network();
    Declaration.Block loss = blocks.losses.values().stream().findFirst().orElse(null);
    List<LossTerm> terms =
        new LossResolver(named.get(), scope.constants, diagnostics).resolve(loss);
    List<Recipe> recipes = new ArrayList<>();
    for (Declaration.Block block : blocks.recipes.values()) {
      new RecipeResolver(blocks).resolve(block, network).ifPresent(recipes::add);
    }
    Declaration.Block eval = blocks.evaluations.values().stream().findFirst().orElse(null);
    Optional<Evaluation> evaluation =
        new EvaluationResolver(blocks).resolve(eval, network, net.nameSpan());
    Optional<Model> model =
        evaluation.map(
            e -> new Model(
                file.source().name(), file.packageName(), file.packageSpan(), network, terms,
                recipes, e));
    model.ifPresent(m -> m.dataSets().forEach(data -> checkNames(m.network(), data)));
    model.ifPresent(this::checkImages);
    if (!recipes.isEmpty() && !diagnostics.hasErrors()) {
      UnjudgedOutputs.check(network, terms, diagnostics);
    }
    model.ifPresent(m -> expanded.put(m, named.get().expanded()));
    return model;
  }

  /** The text of the file in which the shape of each stage is written, and checked from then on. */
  public String shaped(List<Model> models) {
    return new ShapeComments(file).of(models.stream().map(Model::network).toList());
  }

  /** A network takes raw images of one size, from whatever data set they come. */
  private void checkImages(Model model) {
    Shape.Image judged =
        model.evaluation().data().map(DataSet::image).orElse(model.network().input());
    for (Recipe recipe : model.recipes()) {
      Shape.Image learned = recipe.data().map(DataSet::image).orElse(judged);
      if (!learned.equals(judged)) {
        diagnostics.report(
            Diagnostic.of(
                    Code.AUGMENTATION_SHAPE, recipe.origin(),
                    "recipe `" + recipe.name() + "` learns from images of " + learned
                        + ", but evaluation and prediction take " + judged)
                .help("name data of the same images in `eval { data = ...; }`"));
      }
    }
  }

  private void checkNames(Network network, DataSet data) {
    if (!data.names().isEmpty() && data.names().size() != network.classes()) {
      diagnostics.report(
          Diagnostic.of(
              Code.CLASS_COUNT, network.origin(),
              "the label has " + network.classes() + " classes, but data `" + data.name()
                  + "` names " + data.names().size()));
    }
  }

  /** A file's nets and the batches of its recipes multiply. */
  private void checkPrograms(List<Model> models) {
    long programs = 0;
    long layers = 0;
    for (Model model : models) {
      // Evaluation has two, for one image and for a batch.
      long own = 2 + model.recipes().stream().map(Recipe::batch).distinct().count();
      programs += own;
      layers += own * model.network().layers().size();
      if (programs > Limits.PROGRAMS || layers > Limits.LAYERS_OF_PROGRAMS) {
        diagnostics.report(
            Diagnostic.of(
                    Code.TOO_MANY, model.network().origin(),
                    programs > Limits.PROGRAMS
                        ? "more than " + Limits.PROGRAMS + " programs, one for each net and batch"
                        : "more than " + Limits.LAYERS_OF_PROGRAMS + " layers in all programs, one"
                            + " for each net and batch")
                .help("use fewer batches in recipes, or more than one file"));
        return;
      }
    }
  }

  private void lint(Model model) {
    Lints lints = new Lints(diagnostics);
    lints.network(model.network());
    model.dataSets().forEach(data -> lints.labels(model.network(), data));
    List<String> used = new ArrayList<>();
    model.evaluation().augmentation().ifPresent(a -> used.add(a.name()));
    for (Recipe recipe : model.recipes()) {
      recipe.augmentation().ifPresent(a -> used.add(a.name()));
      lints.recipe(recipe, model.evaluation());
    }
    lints.unused(scope.blocks, used);
  }
}
