package cnnc.dsl.model;

import cnnc.dsl.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Everything a file says, checked.
 *
 * @param source name of the file
 * @param packageName empty when the file declares none
 * @param packageOrigin where it is written, or the file's begin
 */
public record Model(
    String source,
    String packageName,
    Span packageOrigin,
    Network network,
    List<LossTerm> loss,
    List<Recipe> recipes,
    Evaluation evaluation) {
  public Model {
    loss = List.copyOf(loss);
    recipes = List.copyOf(recipes);
  }

  /** What recipes learn from and the evaluation judges by, each once. */
  public List<DataSet> dataSets() {
    return Stream.concat(recipes.stream().map(Recipe::data), Stream.of(evaluation.data()))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /** The terms that judge outputs. */
  public List<LossTerm.Judged> judged() {
    return loss.stream()
        .filter(LossTerm.Judged.class::isInstance)
        .map(LossTerm.Judged.class::cast)
        .toList();
  }

  /** Which of the network's outputs no term judges, beside the first: they are there to be read. */
  public List<Integer> features() {
    List<Integer> judged = judged().stream().map(LossTerm.Judged::output).toList();
    return IntStream.range(1, network.outputs().size())
        .filter(o -> !judged.contains(o))
        .boxed()
        .toList();
  }

  /** The forms of the recipes' optimisers, each once. */
  public List<Optimizer.Form> optimizers() {
    return recipes.stream()
        .map(Recipe::optimizer)
        .flatMap(o -> Stream.concat(Stream.of(o), o.rest().stream()))
        .map(Optimizer::form)
        .distinct()
        .toList();
  }

  /** The same with these recipes in place of its own. */
  public Model with(List<Recipe> others) {
    return new Model(
        source, packageName, packageOrigin, network, loss, others, evaluation);
  }
}
