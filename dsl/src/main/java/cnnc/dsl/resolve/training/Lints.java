package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Augmentation;
import cnnc.dsl.model.DataSet;
import cnnc.dsl.model.Distortion;
import cnnc.dsl.model.Duration;
import cnnc.dsl.model.Evaluation;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Recipe;
import cnnc.dsl.model.Schedule;
import cnnc.dsl.model.Schedule.Argument;
import cnnc.dsl.model.Shape;
import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What is allowed and almost always a slip of the pen. */
public final class Lints {
  private final Diagnostics diagnostics;

  public Lints(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  public void network(Network network) {
    Shape.Image in = network.input();
    boolean planesFirst = in.height() <= 4 && in.width() > 4 && in.width() == in.channels();
    if (planesFirst) {
      diagnostics.report(
          Diagnostic.of(
                  Code.PLANES_FIRST, network.origin(),
                  "the input is " + in.height() + " rows of " + in.width() + " pixels with "
                      + in.channels() + " channels")
              .help("an input is height x width x channels, as in " + in.width() + "x"
                  + in.channels() + "x" + in.height()));
    }
    new NormLints(network, diagnostics).check();
    Layer last = network.layers().get(network.output());
    if (last.op().equals(new Op.Activate(Activation.RELU, List.of()))) {
      diagnostics.report(
          Diagnostic.of(
                  Code.RELU_ON_LOGITS, last.origin(),
                  "the last `relu` makes zeros of all logits below zero, which then do not learn")
              .help("leave it out: the loss applies softmax to the logits"));
    }
  }

  /** Data that cannot hold the network's labels; the network itself may have others elsewhere. */
  public void labels(Network network, DataSet data) {
    if (data.format().byteLabels() && network.classes() > DataSet.MOST_CLASSES) {
      diagnostics.report(
          Diagnostic.of(
                  Code.LABEL_BYTE, network.origin(),
                  "the label has " + network.classes() + " classes, but data `" + data.name()
                      + "` has one byte for it, that is at most " + DataSet.MOST_CLASSES)
              .note("training and evaluation on it are refused"));
    }
  }

  public void recipe(Recipe recipe, Evaluation evaluation) {
    preparation(recipe, evaluation);
    if (recipe.average().isPresent() && !evaluation.averaged()) {
      report(
          recipe,
          Diagnostic.of(
                  Code.IDLE_AVERAGE, recipe.origin(),
                  "recipe `" + recipe.name() + "` keeps a weight average (`ema`) that evaluation and"
                      + " prediction do not use")
              .help("write `eval { weights = ema; }`"));
    }
  }

  /** A network sees other numbers when it is judged than when it learned. */
  private void preparation(Recipe recipe, Evaluation evaluation) {
    boolean trained = standardizes(recipe.augmentation());
    boolean judged = standardizes(evaluation.augmentation());
    if (trained != judged) {
      String chain = evaluation.augmentation().map(Augmentation::name).orElse("eval");
      Diagnostic fault =
          Diagnostic.of(
              Code.OTHER_PREPARATION, recipe.origin(),
              "recipe `" + recipe.name() + "` "
                  + (trained ? "standardizes its images, and evaluation and prediction do not"
                      : "does not standardize its images, and evaluation and prediction do"));
      report(
          recipe,
          trained
              ? fault.help("write `standardize` in `augment " + chain + " { ... }`")
              : fault.help("write `standardize` in the recipe's augmentation"));
    } else if (!trained) {
      report(
          recipe,
          Diagnostic.of(
                  Code.RAW_BYTES, recipe.origin(),
                  "recipe `" + recipe.name() + "` trains on bytes from 0 to 255 as they are, from"
                      + " which few networks learn")
              .help("end the augmentations of training and evaluation with `standardize`"));
    }
  }

  private static boolean standardizes(Optional<Augmentation> chain) {
    return chain.stream()
        .flatMap(a -> a.steps().stream())
        .anyMatch(
            s -> s.op() instanceof Distortion.Standardize || s.op() instanceof Distortion.Normalize);
  }

  /**
   * A rate that is to change after the last step.
   *
   * @param written where the optimizer is
   */
  void schedule(Recipe recipe, Span written) {
    schedule(recipe, recipe.optimizer().rate(), written);
  }

  private void schedule(Recipe recipe, Schedule rate, Span written) {
    if (rate instanceof Schedule.Product p) {
      schedule(recipe, p.left(), written);
      schedule(recipe, p.right(), written);
    } else if (rate instanceof Schedule.Joined j) {
      borders(recipe, written, j.borders());
    } else if (rate instanceof Schedule.Curve c && c.arguments().get(0) instanceof Argument.Times t) {
      borders(recipe, written, t.values());
    } else if (rate instanceof Schedule.Curve c && c.arguments().contains(new Argument.Flag(true))) {
      c.arguments().stream()
          .filter(Argument.Time.class::isInstance)
          .forEach(
              a -> late(
                  recipe, written, ((Argument.Time) a).value(),
                  c.rule() == Schedule.Rule.EXP_DECAY
                      ? "the learning rate never decays: first step down"
                      : "the learning rate never restarts: first time"));
    }
  }

  private void borders(Recipe recipe, Span written, List<Duration> borders) {
    for (Duration border : borders) {
      if (late(recipe, written, border, "the learning rate never reaches its border")) {
        return;
      }
    }
  }

  private boolean late(Recipe recipe, Span written, Duration change, String what) {
    String facts = null;
    OptionalInt images =
        recipe.data().map(d -> d.trainImages()).orElse(OptionalInt.empty());
    Duration end = recipe.length();
    boolean epochs = change.unit() == Duration.Unit.EPOCHS;
    boolean inSteps = !epochs && end.unit() == Duration.Unit.STEPS;
    if (images.isPresent() || inSteps) {
      long at = change.steps(images.orElse(0), recipe.batch(), end);
      long last = end.steps(images.orElse(0), recipe.batch(), end);
      facts = at >= last ? " at " + at + ", run ends at " + last : null;
    } else if (change.unit() == Duration.Unit.RUNS && change.amount() >= 1) {
      facts = " at the run's end";
    } else if (epochs && change.unit() == end.unit() && change.amount() >= end.amount()) {
      facts = " at epoch " + Bound.show(change.amount()) + ", run ends at " + Bound.show(end.amount());
    }
    if (facts == null) {
      return false;
    }
    report(
        recipe,
        Diagnostic.of(Code.CONSTANT_SCHEDULE, written, what + facts)
            .help("`faithful = true;` in the recipe silences this"));
    return true;
  }

  private void report(Recipe recipe, Diagnostic fault) {
    diagnostics.report(fault.of(recipe.name()));
  }

  /** Chains that no recipe and no evaluation names. */
  public void unused(Blocks blocks, List<String> used) {
    blocks.augmentations.values().stream()
        .filter(a -> blocks.own(a) && !used.contains(a.name()))
        .forEach(
            a -> diagnostics.report(
                Diagnostic.of(
                        Code.UNUSED_AUGMENTATION, a.nameSpan(),
                        "nothing uses the augmentation `" + a.name() + "`")
                    .help("a recipe names its own, as in `augment = " + a.name()
                        + ";`, and evaluation takes the one named `eval`")));
  }
}
