package cnnc.runtime.train;

import cnnc.runtime.augment.Feed;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.Update;
import cnnc.runtime.net.UpdateRule;
import java.util.List;
import java.util.Optional;

/** Steps on the cores of this machine, one at a time. */
final class CpuTraining implements Training {
  private final Recipe recipe;
  private final TrainingState state;
  private final TrainProgram program;
  private final Update update;
  private final StepRates rates;
  private final Optional<StepRates> restRates;
  private final TrainProgram.Accumulation accumulation;
  private final long seed;
  private final Order order;
  private final Feed feed;
  /** Whether a batch is being prepared. */
  private boolean begun;

  CpuTraining(
      Engine engine, Recipe recipe, Run run, ImageSet images, long seed, TrainingState state,
      long first) {
    this.recipe = recipe;
    this.state = state;
    this.seed = seed;
    program = engine.programOfTraining(recipe.batch(), recipe.exact());
    List<UpdateRule> rules = recipe.optimizer().rules(engine.spec());
    update = recipe.optimizer().update(engine.spec(), state);
    rates = new StepRates(recipe, recipe.optimizer(), rules.get(0), run);
    restRates =
        recipe.optimizer().rest().map(r -> new StepRates(recipe, r, rules.get(1), run));
    accumulation = program.new Accumulation();
    program.warmUp(update);
    order = Order.of(recipe.shuffle(), images, seed);
    order.skip(first * run.batch());
    feed = engine.feed(images, recipe.augmentation(), seed, recipe.batch());
    program.mixed(feed.shares());
    begin();
  }

  @Override
  public int run(long first, long most) {
    rates.scalars(first, update.scalars);
    restRates.ifPresent(r -> r.scalars(first, update.rest().scalars));
    update.averageDecay = rates.averageDecay(first);
    int batches = recipe.accumulate();
    for (int i = 0; i < batches; i++) {
      if (!begun) {
        begin();
      }
      float[] input = feed.finish();
      int[] labels = feed.labels();
      begun = false;
      if (most > 1 || i + 1 < batches) {
        begin();
      }
      program.draw(seed, first * batches + i);
      if (batches == 1) {
        program.step(input, labels, update);
      } else {
        accumulation.add(input, labels);
      }
    }
    if (batches > 1) {
      accumulation.step(update);
    }
    return 1;
  }

  /** The next batch, while the present one is at work. */
  private void begin() {
    for (int i = 0; i < recipe.batch(); i++) {
      order.next();
      feed.choose(i, order.image, order.epoch);
    }
    feed.begin(recipe.batch());
    begun = true;
  }

  @Override
  public double judged(int i, int term) {
    return program.judged(term);
  }

  @Override
  public double weightLoss(int i) {
    return program.weightLoss();
  }

  @Override
  public boolean finite(int i) {
    return program.finite();
  }

  @Override
  public String firstNotFinite() {
    return program.firstNotFinite();
  }

  @Override
  public float[] gradients() {
    return program.gradients();
  }

  @Override
  public void lookAhead(float share) {
    state.lookAhead(share);
  }

  @Override
  public void bring() {
    // Everything is in place.
  }

  @Override
  public void close() {
    // The weights are the network's own; a batch may have been begun that no step takes.
    feed.finish();
    program.mixed(null);
  }
}
