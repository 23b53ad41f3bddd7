package cnnc.codegen.reference;

import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.LearningRate;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Optimizer;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Shuffle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the compiler needs around a network of tests. */
public final class TestModels {
  private TestModels() {}

  /** With a recipe of one step of this batch, and an evaluation of the same. */
  public static Model of(Network network, List<LossTerm> loss, int batch) {
    Optimizer optimizer =
        new Optimizer(Optimizer.Rule.SGD, new LearningRate.Constant(0.1), List.of());
    Recipe recipe =
        new Recipe(
            "r", Optional.empty(), Optional.empty(), batch, new Duration(1, false), 1, optimizer,
            new Shuffle.Full(), OptionalDouble.empty(), false, false, false, 1, "%d %.4f %.1f %.3f",
            network.origin());
    return new Model(
        network.origin().file().name(), "", network.origin(), network, loss, List.of(recipe),
        new Evaluation(Optional.empty(), Optional.empty(), batch, 1, false, false, false));
  }
}
