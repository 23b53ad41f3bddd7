package cnnc.dsl.model;

import java.util.List;

/**
 * Everything a file says, checked.
 *
 * @param source name of the file
 * @param packageName empty when the file declares none
 */
public record Model(
    String source,
    String packageName,
    Network network,
    List<LossTerm> loss,
    List<Recipe> recipes,
    Evaluation evaluation) {
  public Model {
    loss = List.copyOf(loss);
    recipes = List.copyOf(recipes);
  }
}
