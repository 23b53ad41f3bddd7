package cnnc.dsl.fluent.training;

import cnnc.dsl.fluent.written.Places;
import cnnc.dsl.fluent.written.Written;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import cnnc.dsl.syntax.Property;
import java.util.List;

/** {@code recipe}: how to train. It needs a batch, an optimizer, and steps or epochs. */
public final class Recipe extends Block<Recipe> {
  private final String base;
  private final Span baseSpan;

  private Recipe(
      String name, Span place, String base, Span baseSpan, List<Property> properties) {
    super("recipe", name, place, properties);
    this.base = base;
    this.baseSpan = baseSpan;
  }

  /** A recipe that says nothing yet. */
  public static Recipe of(String name) {
    return new Recipe(name, Places.here(), "", null, List.of());
  }

  @Override
  Recipe of(List<Property> others) {
    return new Recipe(name, place, base, baseSpan, others);
  }

  /** Takes over what another recipe says and this one does not. */
  public Recipe extending(String recipe) {
    return new Recipe(name, place, String.valueOf(recipe), Places.here(), properties);
  }

  /** The data to learn from; the only one of the network by default. */
  public Recipe data(String dataSet) {
    return with("data", Written.name(String.valueOf(dataSet)));
  }

  /** The augmentation between data and net. */
  public Recipe augment(String augmentation) {
    return with("augment", Written.name(String.valueOf(augmentation)));
  }

  /** Images of a step. */
  public Recipe batch(int images) {
    return with("batch", images);
  }

  /** How long, in steps. */
  public Recipe steps(int steps) {
    return with("steps", steps);
  }

  /** How long, in passes over the data. */
  public Recipe epochs(double epochs) {
    return with("epochs", epochs);
  }

  /** The seed of weights, order and augmentation; 1 by default. */
  public Recipe seed(int seed) {
    return with("seed", seed);
  }

  /** The rule that changes parameters. */
  public Recipe optimizer(Optimizer optimizer) {
    return with("optimizer", optimizer == null ? null : optimizer.written.call());
  }

  /** Draws from a reservoir of so many images, never fewer than the least; a permutation by default. */
  public Recipe queue(int least, int capacity, int threads) {
    return with(
        "shuffle",
        Written.word("queue").with("min", least).with("capacity", capacity).with("threads", threads));
  }

  /** The decay of a weight average, which {@code eval} may judge by. */
  public Recipe ema(double decay) {
    return with("ema", decay);
  }

  /** Gradients are brought to this norm where theirs is larger. */
  public Recipe clipNorm(double limit) {
    return with("clip", Written.word("norm", limit));
  }

  /** Each value of a gradient is brought to at most so much. */
  public Recipe clipValue(double limit) {
    return with("clip", Written.word("value", limit));
  }

  /** A step takes the mean gradient of so many batches. */
  public Recipe accumulate(int batches) {
    return with("accumulate", batches);
  }

  /** Slow weights that go half of the way to the others so often, which take them over. */
  public Recipe lookahead(Duration every) {
    return with("lookahead", Written.word("every", Duration.expression(every)));
  }

  /** The same; decay is the share of the way that they stay behind. */
  public Recipe lookahead(Duration every, Schedule decay) {
    return with(
        "lookahead",
        Written.word("every", Duration.expression(every))
            .with("decay", Schedule.expression(decay)));
  }

  /** A line every so often. */
  public Recipe log(Duration every) {
    return with("log", Written.word("every", Duration.expression(every)));
  }

  /** A line of a format of step, loss, images per second and seconds per batch, every so often. */
  public Recipe log(Duration every, String format) {
    return with("log", Written.word("every", Duration.expression(every), format));
  }

  /** Keeps the state of the training as often, and so many of the newest. */
  public Recipe checkpoint(Duration every, int keep) {
    return with(
        "checkpoint", Written.word("every", Duration.expression(every)).with("keep", keep));
  }

  /** Ends the training after so many judgements in a row without a smaller loss. */
  public Recipe earlyStop(int evaluations) {
    return with("early_stop", Written.word("patience", evaluations));
  }

  /** The same by a metric, {@code loss} or {@code accuracy}. */
  public Recipe earlyStop(int evaluations, String metric) {
    return with("early_stop", patience(evaluations, metric));
  }

  /** The same; better is what is better by more than this. */
  public Recipe earlyStop(int evaluations, String metric, double least) {
    return with("early_stop", patience(evaluations, metric).with("least", least));
  }

  private static Written patience(int evaluations, String metric) {
    return Written.word("patience", evaluations)
        .with("metric", Written.name(String.valueOf(metric)));
  }

  /** Logs the norms of weights and gradients as often. */
  public Recipe norms(Duration every) {
    return with("norms", Written.word("every", Duration.expression(every)));
  }

  /** The same; the best by {@code loss} or {@code accuracy} is kept beside them. */
  public Recipe checkpoint(Duration every, int keep, String best) {
    return with(
        "checkpoint",
        Written.word("every", Duration.expression(every))
            .with("keep", keep).with("best", Written.name(String.valueOf(best))));
  }

  /** Judges the network as often during the training. */
  public Recipe evaluate(Duration every) {
    return with("evaluate", Written.word("every", Duration.expression(every)));
  }

  /** On a GPU, products may round their inputs to ten fraction bits. */
  public Recipe tf32() {
    return with("precision", Written.name("tf32"));
  }

  /** Convolves directly, by no algorithm that trades rounding for speed. */
  public Recipe exact() {
    return with("exact", true);
  }

  /** Keeps ops that have no effect, and silences the warnings about them. */
  public Recipe faithful() {
    return with("faithful", true);
  }

  @Override
  public Declaration declaration() {
    return new Declaration.Block(keyword, name, place, base, baseSpan, properties, place);
  }
}
