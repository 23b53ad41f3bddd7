package cnnc.codegen.reference;

import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Monitor;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Optimizer;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Schedule;
import cnnc.dsl.model.Shuffle;
import cnnc.dsl.model.Views;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the compiler needs around a network of tests, and augmentations. */
public final class TestModels {
  private TestModels() {}

  /** With a recipe of one step of this batch, and an evaluation of the same. */
  public static Model of(Network network, List<LossTerm> loss, int batch) {
    Optimizer optimizer =
        Optimizer.of(Optimizer.Rule.SGD, new Schedule.Constant(0.1), List.of());
    Recipe recipe =
        new Recipe(
            "r", Optional.empty(), Optional.empty(), batch, Duration.steps(1), 1, 1, optimizer,
            new Shuffle.Full(), OptionalDouble.empty(), false, false, false,
            new Monitor(
                1, "%d %.4f %.1f %.3f", Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty()),
            network.origin());
    return new Model(
        network.origin().file().name(), "", network.origin(), network, loss, List.of(recipe),
        new Evaluation(Optional.empty(), Optional.empty(), batch, Views.ONE, 1, false, false, false));
  }

  /** The same, whose recipe does this to images; standardized, they keep losses of any network small. */
  public static Model augmenting(Model model, Distortion... ops) {
    Recipe r = model.recipes().get(0);
    return model.with(
        List.of(
            new Recipe(
                r.name(), r.data(), chain(model, ops), r.batch(),
                r.length(), r.accumulate(), r.seed(), r.optimizer(), r.shuffle(), r.average(), r.tf32(),
                r.exact(), r.faithful(), r.monitor(), r.origin())));
  }

  /** The same, whose evaluation draws: exported, it takes what the network sees. */
  public static Model drawing(Model model) {
    Evaluation e = model.evaluation();
    return new Model(
        model.source(), model.packageName(), model.packageOrigin(), model.network(),
        model.loss(), model.recipes(),
        new Evaluation(
            e.data(), chain(model, new Distortion.Flip(0.5, false, false)), e.batch(), e.views(), e.top(), e.wrap(),
            e.averaged(), e.exact()));
  }

  private static Optional<Augmentation> chain(Model model, Distortion... ops) {
    Network network = model.network();
    List<Augmentation.Step> steps =
        Arrays.stream(ops).map(op -> new Augmentation.Step(op, network.origin())).toList();
    return Optional.of(
        new Augmentation("chain", steps, network.input(), network.origin()));
  }
}
