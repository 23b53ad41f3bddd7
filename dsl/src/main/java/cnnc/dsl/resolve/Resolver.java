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
import cnnc.dsl.resolve.net.NetResolver;
import cnnc.dsl.resolve.training.Blocks;
import cnnc.dsl.resolve.training.EvaluationResolver;
import cnnc.dsl.resolve.training.Lints;
import cnnc.dsl.resolve.training.LossResolver;
import cnnc.dsl.resolve.training.RecipeResolver;
import cnnc.dsl.resolve.training.UnjudgedOutputs;
import cnnc.dsl.resolve.value.Chain;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Limits;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Element;
import cnnc.dsl.syntax.FileSyntax;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The door: syntax in, one model per net out. */
public final class Resolver {
  private final FileSyntax file;
  private final Diagnostics diagnostics;
  private final Evaluator evaluator;
  private final Blocks blocks;

  private Resolver(FileSyntax file, Diagnostics diagnostics) {
    this.file = file;
    this.diagnostics = diagnostics;
    this.evaluator = new Evaluator(diagnostics);
    this.blocks = new Blocks(evaluator, diagnostics);
  }

  /** The models of the file's nets, in order; none when anything is wrong, which is reported. */
  public static List<Model> resolve(FileSyntax file, Diagnostics diagnostics) {
    return new Resolver(file, diagnostics).models();
  }

  private List<Model> models() {
    List<Declaration.Net> nets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Declaration d : file.declarations()) {
      if (d instanceof Declaration.Const c) {
        evaluator.define(c.name(), c.nameSpan(), c.value());
      } else if (d instanceof Declaration.Block b) {
        blocks.add(b);
      } else if (d instanceof Declaration.Augment a) {
        blocks.add(a);
      } else if (d instanceof Declaration.Later l) {
        Chain.notYet(diagnostics, l.span(), l.keyword());
      } else if (d instanceof Declaration.Net n) {
        nets.add(n);
        if (!names.add(n.name())) {
          diagnostics.report(
              Diagnostic.of(
                  Code.NAME_TAKEN, n.nameSpan(), "there is a net `" + n.name() + "` already"));
        }
      }
    }
    if (tooManyLayers(nets)) {
      return List.of();
    }
    nets = Limits.atMost(
        Limits.NETS, nets, "nets in one file", Declaration.Net::nameSpan, diagnostics);
    if (nets.isEmpty() && !diagnostics.hasErrors()) {
      diagnostics.report(
          Diagnostic.of(Code.NO_NET, file.source().span(0, 0), "this file has no net")
              .help("write one, as in `net Tiny { input image : f32 24x24x3; ... }`"));
    }
    blocks.resolveAllData();
    List<Model> models = new ArrayList<>();
    nets.forEach(n -> model(n).ifPresent(models::add));
    if (diagnostics.hasErrors()) {
      return List.of();
    }
    checkPrograms(models);
    if (diagnostics.hasErrors()) {
      return List.of();
    }
    models.forEach(this::lint);
    return models;
  }

  private boolean tooManyLayers(List<Declaration.Net> nets) {
    int layers = 0;
    Deque<Element> open = new ArrayDeque<>();
    nets.forEach(n -> open.addAll(n.body()));
    while (!open.isEmpty()) {
      Element e = open.remove();
      if (e instanceof Element.Layer && ++layers > Limits.LAYERS) {
        Limits.report(Limits.LAYERS, "layers in one file", e.span(), diagnostics);
        return true;
      } else if (e instanceof Element.Fork f) {
        f.branches().forEach(open::addAll);
      }
    }
    return false;
  }

  private Optional<Model> model(Declaration.Net net) {
    Optional<NetResolver.Named> named = new NetResolver(net, evaluator, diagnostics).resolve();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Network network = named.get().network();
    Declaration.Block loss = blocks.losses.values().stream().findFirst().orElse(null);
    List<LossTerm> terms = new LossResolver(named.get(), evaluator, diagnostics).resolve(loss);
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
    return model;
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
    lints.unused(blocks, used);
  }
}
