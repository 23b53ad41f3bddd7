package cnnc.runtime.train;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Interrupts;
import cnnc.runtime.weights.Safetensors;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs a recipe on a network. One training of a network is at work at a time; others may predict and
 * evaluate meanwhile, and so may listeners.
 */
public final class Trainer {
  private final CompiledNetwork network;
  private final Engine engine;
  private final Recipe recipe;
  /** A copy is made for each addition, so that a listener may add others. */
  private List<TrainListener> listeners = List.of();
  private long steps = -1;
  private long seed;

  public Trainer(CompiledNetwork network, Recipe recipe) {
    this.network = Objects.requireNonNull(network, "network");
    this.engine = Engine.of(network);
    this.recipe = Objects.requireNonNull(recipe, "recipe");
    this.seed = recipe.seed();
  }

  /** Trains for this many steps instead of the recipe's. */
  public Trainer steps(long count) {
    Arguments.check(count >= 0, "steps must not be negative, and " + count + " is");
    steps = count;
    return this;
  }

  /** Shuffles and augments by this seed instead of the recipe's. */
  public Trainer seed(long value) {
    seed = value;
    return this;
  }

  public Trainer listen(TrainListener listener) {
    List<TrainListener> more = new ArrayList<>(listeners);
    more.add(Objects.requireNonNull(listener, "listener"));
    listeners = more;
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
   * Trains on these images, from step 0: a second run does not continue the first, but goes through
   * schedule, order and draws again, on the weights that the first has left.
   *
   * @throws Fault when the loss or a weight is no number any more, when the recipe's epochs make no
   *     step of so few images, or when the thread was interrupted: then the weights are those of the
   *     last step that was done
   * @throws IllegalStateException when another training of the network is at work
   */
  public void run(ImageSet images) {
    long all = length(images);
    network.check(images);
    Safetensors.checkAvailable();
    engine.beginTraining();
    try {
      train(images, all);
      checkWeights();
    } finally {
      engine.endTraining();
    }
  }

  /**
   * Steps of a run on these images.
   *
   * @throws Fault when the recipe's epochs make none of so few
   */
  public long length(ImageSet images) {
    long all = steps >= 0 ? steps : recipe.run(images.size()).steps(recipe.length());
    if (all == 0 && steps < 0 && recipe.length().unit() == Duration.Unit.EPOCHS) {
      throw new Fault(
          "CNN0723",
          recipe.name() + " trains no step: " + recipe.length() + " of " + images.size()
              + " images are less than one batch of " + recipe.batch());
    }
    return all;
  }

  private void train(ImageSet images, long all) {
    long since = System.nanoTime();
    Training training = alone(() -> begin(images));
    try {
      double seconds = 0;
      int logged = 0;
      for (long step = 0; step < all; ) {
        Interrupts.check("the training had done " + step + " of " + all + " steps");
        long first = step;
        int ran = alone(() -> training.run(first, all - first));
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
    } finally {
      alone(
          () -> {
            training.close();
            return null;
          });
    }
  }

  /** Does what nobody else may read or change the network during. */
  private <T> T alone(Supplier<T> work) {
    engine.lock();
    try {
      return work.get();
    } finally {
      engine.unlock();
    }
  }

  /** On the network's device where it has one that trains, else on this machine's cores. */
  private Training begin(ImageSet images) {
    float[] average = null;
    if (recipe.averageDecay().isPresent()) {
      average = engine.startAverage();
    } else {
      engine.dropAverage();
    }
    return network.device().orElse(null) instanceof TrainingDevice device
        ? device.train(recipe, images, seed, engine.variables(), average)
        : new CpuTraining(engine, recipe, images, seed, average);
  }

  private List<Double> judged(Training training, int i) {
    return IntStream.range(0, recipe.judged().size())
        .mapToObj(term -> training.judged(i, term))
        .toList();
  }

  private void check(Training training, int i, long step) {
    if (!training.finite(i)) {
      double loss = judged(training, i).stream().mapToDouble(t -> t).sum() + training.weightLoss(i);
      throw new Fault("CNN0710", "the model diverged with loss = " + loss + " at step " + step);
    }
  }

  private void log(Training training, int i, long step, int images, double seconds) {
    StepRecord record =
        new StepRecord(
            step, judged(training, i), training.weightLoss(i),
            recipe.optimizer().rate().at(step, recipe.run(images)), recipe.batch() / seconds, seconds);
    listeners.forEach(l -> l.logged(record));
  }

  /** The last step's update, which no further step looks at. */
  private void checkWeights() {
    for (float w : engine.weights()) {
      if (!Float.isFinite(w)) {
        throw new Fault("CNN0710", "the model diverged: the last step made a weight " + w);
      }
    }
  }
}
