package cnnc.runtime.train;

import cnnc.runtime.augment.Feed;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.Update;

/** Steps on the cores of this machine, one at a time. */
final class CpuTraining implements Training {
  private final Recipe recipe;
  private final TrainingState state;
  private final TrainProgram program;
  private final Update update;
  private final StepRates rates;
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
    program = engine.trainProgram(recipe.batch(), recipe.exact());
    update = new Update(engine.spec(), recipe.optimizer().rule(), state);
    rates = new StepRates(recipe, engine.spec().rule(recipe.optimizer().rule()), run);
    program.warmUp(update);
    order = Order.of(recipe.shuffle(), images, seed);
    order.skip(first * recipe.batch());
    feed = engine.feed(images, recipe.augmentation(), seed, recipe.batch());
    begin();
  }

  @Override
  public int run(long first, long most) {
    rates.scalars(first, update.scalars);
    update.averageDecay = rates.averageDecay(first);
    if (!begun) {
      begin();
    }
    float[] input = feed.finish();
    int[] labels = feed.labels();
    begun = false;
    if (most > 1) {
      begin();
    }
    program.draw(seed, first);
    program.step(input, labels, update);
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
  }
}
