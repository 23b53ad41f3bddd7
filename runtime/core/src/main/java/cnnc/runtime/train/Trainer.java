package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Runs a recipe on a network. */
public final class Trainer {
  private final CompiledNetwork network;
  private final Recipe recipe;
  private final List<TrainListener> listeners = new ArrayList<>();
  private long steps = -1;
  private long seed;

  public Trainer(CompiledNetwork network, Recipe recipe) {
    this.network = network;
    this.recipe = recipe;
    this.seed = recipe.seed();
  }

  /** Trains for this many steps instead of the recipe's. */
  public Trainer steps(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("steps must not be negative, and " + count + " is");
    }
    steps = count;
    return this;
  }

  /** Shuffles and augments by this seed instead of the recipe's. */
  public Trainer seed(long value) {
    seed = value;
    return this;
  }

  public Trainer listen(TrainListener listener) {
    listeners.add(listener);
    return this;
  }

  /** Prints the recipe's log lines. */
  public Trainer log(PrintStream out) {
    return listen(
        new TrainListener() {
          @Override
          public void logged(StepRecord record) {
            out.println(record.line(recipe));
          }
        });
  }

  /**
   * Trains on these images.
   *
   * @throws Fault when the loss is no number any more
   */
  public void run(ImageSet images) {
    network.check(images);
    TrainProgram program = network.trainProgram(recipe.batch());
    Update update = update();
    long all = steps >= 0 ? steps : recipe.length().steps(images.size(), recipe.batch());
    Order order = Order.of(recipe.shuffle(), images, seed);
    int feeders = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    try (Batches batches =
        new Batches(
            images, order, recipe.augmentation(), seed, recipe.batch(),
            network.spec().inputSize(), feeders)) {
      long since = System.nanoTime();
      long steppedSince = 0;
      for (long step = 0; step < all; step++) {
        double rate = prepare(update, step, images.size());
        Batches.Slot batch = batches.take();
        program.step(batch.input, batch.labels, update);
        batches.release();
        steppedSince++;
        if (!program.finite()) {
          double loss = program.crossEntropy() + program.weightLoss();
          throw new Fault("CNN0710", "the model diverged with loss = " + loss + " at step " + step);
        }
        if (step % recipe.logEvery() == 0) {
          long now = System.nanoTime();
          double seconds = (now - since) / 1e9 / steppedSince;
          StepRecord record =
              new StepRecord(
                  step, program.crossEntropy(), program.weightLoss(), rate,
                  recipe.batch() / seconds, seconds);
          listeners.forEach(l -> l.logged(record));
          since = now;
          steppedSince = 0;
        }
        for (TrainListener listener : listeners) {
          listener.stepped(step + 1, all);
        }
      }
    }
    checkWeights();
  }

  /** The last step's update, which no further step looks at. */
  private void checkWeights() {
    for (float w : network.weights()) {
      if (!Float.isFinite(w)) {
        throw new Fault("CNN0710", "the model diverged: the last step made a weight " + w);
      }
    }
  }

  private Update update() {
    float[] average = null;
    if (recipe.averageDecay().isPresent()) {
      average = network.startAverage();
    } else {
      network.dropAverage();
    }
    int size = network.weights().length;
    return recipe.optimizer() instanceof Optimizer.Adam a
        ? Update.adam(size, a.beta1(), a.beta2(), a.epsilon(), average)
        : Update.sgd(average);
  }

  /** Sets the numbers of this step; returns the learning rate without Adam's corrections. */
  private double prepare(Update update, long step, int images) {
    double rate = recipe.optimizer().rate().at(step, images, recipe.batch());
    update.rate = (float) rate;
    if (recipe.optimizer() instanceof Optimizer.Adam a) {
      double t = step + 1;
      update.rate =
          (float)
              (rate
                  * Math.sqrt(1 - StrictMath.pow(a.beta2(), t))
                  / (1 - StrictMath.pow(a.beta1(), t)));
    }
    // TensorFlow's num_updates = global_step: the average follows quickly at first.
    recipe
        .averageDecay()
        .ifPresent(d -> update.averageDecay = (float) Math.min(d, (1.0 + step) / (10.0 + step)));
    return rate;
  }
}
