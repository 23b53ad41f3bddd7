package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
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
    long all = steps >= 0 ? steps : recipe.length().steps(images.size(), recipe.batch());
    long since = System.nanoTime();
    try (Training training = training(images)) {
      double seconds = 0;
      int logged = 0;
      for (long step = 0; step < all; ) {
        int ran = training.run(step, all - step);
        long now = System.nanoTime();
        double each = (now - since) / 1e9 / ran;
        since = now;
        for (int i = 0; i < ran; i++, step++) {
          seconds += each;
          logged++;
          check(training, i, step);
          if (step % recipe.logEvery() == 0) {
            log(training, i, step, images.size(), seconds / logged);
            seconds = 0;
            logged = 0;
          }
          for (TrainListener listener : listeners) {
            listener.stepped(step + 1, all);
          }
        }
      }
    }
    checkWeights();
  }

  /** On the network's device where it has one that trains, else on this machine's cores. */
  private Training training(ImageSet images) {
    float[] average = null;
    if (recipe.averageDecay().isPresent()) {
      average = network.startAverage();
    } else {
      network.dropAverage();
    }
    return network.device().orElse(null) instanceof TrainingDevice device
        ? device.train(recipe, images, seed, network.weights(), average)
        : new CpuTraining(network, recipe, images, seed, average);
  }

  private static void check(Training training, int i, long step) {
    if (!training.finite(i)) {
      double loss = training.crossEntropy(i) + training.weightLoss(i);
      throw new Fault("CNN0710", "the model diverged with loss = " + loss + " at step " + step);
    }
  }

  private void log(Training training, int i, long step, int images, double seconds) {
    StepRecord record =
        new StepRecord(
            step, training.crossEntropy(i), training.weightLoss(i),
            StepRates.of(recipe, step, images).learningRate(), recipe.batch() / seconds, seconds);
    listeners.forEach(l -> l.logged(record));
  }

  /** The last step's update, which no further step looks at. */
  private void checkWeights() {
    for (float w : network.weights()) {
      if (!Float.isFinite(w)) {
        throw new Fault("CNN0710", "the model diverged: the last step made a weight " + w);
      }
    }
  }
}
