package cnnc.runtime.train;

import cnnc.runtime.checkpoint.Checkpoint;
import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Interrupts;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.UpdateRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One run of a trainer: from its first step, or a checkpoint, to its last. */
final class TrainingRun {
  private final CompiledNetwork network;
  private final Engine engine;
  private final Recipe recipe;
  private final ImageSet images;
  private final long seed;
  private final Run run;
  private final List<TrainListener> listeners;
  private final UpdateRule rule;
  /** Where checkpoints go. */
  private final Optional<CheckpointFolder> folder;

  private final Checkpointing checkpointing;
  private final Optional<Optimizer.Lookahead> lookahead;
  private Map<String, String> identity;
  private TrainingState state;
  private Training training;
  private long step;
  /** Steps that the newest checkpoint holds. */
  private long kept = -1;
  private final long every;
  /** Since the line before. */
  private double seconds;
  private int logged;

  TrainingRun(
      CompiledNetwork network, Recipe recipe, ImageSet images, long seed,
      List<TrainListener> listeners, Optional<CheckpointFolder> folder, Checkpointing checkpointing) {
    this.network = network;
    this.engine = Engine.of(network);
    this.recipe = recipe;
    this.images = images;
    this.seed = seed;
    this.run = recipe.run(images.size());
    this.listeners = listeners;
    this.rule = engine.spec().rule(recipe.optimizer().rule());
    this.folder = folder;
    this.checkpointing = checkpointing;
    this.every = run.steps(checkpointing.every());
    this.lookahead = recipe.optimizer().lookahead();
  }

  /**
   * Trains.
   *
   * @param from the checkpoint to go on from
   * @param all the step to stop at
   */
  void to(long all, Optional<Path> from) {
    alone(
        () -> {
          begin(from, all);
          return null;
        });
    listeners.forEach(l -> l.begins(step, all));
    try {
      while (step < all) {
        endIfInterrupted(all);
        long due = folder.isEmpty() ? all : next(every);
        long looked = lookahead.isEmpty() ? all : next(run.steps(lookahead.get().every()));
        steps(Math.min(all, Math.min(due, looked)) - step, all);
        if (step == looked && lookahead.isPresent()) {
          lookAhead(lookahead.get());
        }
        if (step == due || step == all) {
          keep();
        }
      }
      alone(
          () -> {
            training.bring();
            checkFinite();
            return null;
          });
    } finally {
      alone(
          () -> {
            training.close();
            return null;
          });
    }
  }

  /** The next step that is a multiple. */
  private long next(long interval) {
    long each = Math.max(1, interval);
    return (step / each + 1) * each;
  }

  private void lookAhead(Optimizer.Lookahead wanted) {
    alone(
        () -> {
          training.lookAhead((float) (1 - wanted.decay().at(step, run)));
          return null;
        });
  }

  /** On the network's device where it has one that trains, else on this machine's cores. */
  private void begin(Optional<Path> from, long all) {
    if (engine.takeFresh() && from.isEmpty()) {
      Whitening.start(engine, images);
    }
    float[] average = null;
    if (recipe.averageDecay().isPresent()) {
      average = engine.startAverage();
    } else {
      engine.dropAverage();
    }
    state = TrainingState.of(engine.variables(), average, lookahead.isPresent(), rule);
    from.ifPresentOrElse(this::restore, this::checkNoneThere);
    if (step > all) {
      throw new Fault(
          "CNN0729",
          from.orElseThrow() + " has done " + step + " steps, and the training is to stop at " + all);
    }
    training =
        network.device().orElse(null) instanceof TrainingDevice device
            ? device.train(recipe, images, seed, state, step)
            : new CpuTraining(engine, recipe, images, seed, state, step);
  }

  /** Checkpoints of another training are not to be taken for this one's, nor to be lost. */
  private void checkNoneThere() {
    folder.flatMap(f -> f.newestFirst().stream().findFirst())
        .ifPresent(
            other -> {
              throw new Fault(
                  "CNN0707",
                  other + " is there already: resume from it, or name another folder for checkpoints");
            });
  }

  private void restore(Path file) {
    try {
      Checkpoint checkpoint = Checkpoint.read(file);
      Identity.check(file, checkpoint.identity(), identity());
      Checkpoint.restore(file, engine.spec(), rule, state);
      step = checkpoint.step();
      kept = step;
    } catch (Fault fault) {
      boolean another = fault.code().equals("CNN0728") || fault.code().equals("CNN0709");
      throw another
          ? fault
          : new Fault(
              "CNN0727",
              fault.getMessage() + new CheckpointFolder(file.toAbsolutePath().getParent()).before(file));
    }
  }

  private Map<String, String> identity() {
    if (identity == null) {
      identity = Identity.of(engine.spec(), recipe, seed, images);
    }
    return identity;
  }

  /** Keeps the state as it is behind the present step, once. */
  private void keep() {
    if (folder.isEmpty() || kept == step) {
      return;
    }
    CheckpointFolder to = folder.get();
    alone(
        () -> {
          training.bring();
          checkFinite();
          new Checkpoint(step, identity()).write(to.file(step), engine.spec(), rule, state);
          return null;
        });
    kept = step;
    to.keep(step, checkpointing.keep());
    listeners.forEach(l -> l.kept(step, to.file(step)));
  }

  private void endIfInterrupted(long all) {
    if (Thread.currentThread().isInterrupted() && folder.isPresent()) {
      // Nothing that writes the file is to notice.
      boolean flag = Thread.interrupted();
      try {
        keep();
      } finally {
        if (flag) {
          Thread.currentThread().interrupt();
        }
      }
    }
    Interrupts.check("the training had done " + step + " of " + all + " steps");
  }

  /** The latest step's update, which no further step has looked at. */
  private void checkFinite() {
    for (float w : engine.weights()) {
      if (!Float.isFinite(w)) {
        throw new Fault(
            "CNN0710", "the model diverged: step " + (step - 1) + " made a weight " + w);
      }
    }
  }

  /** Runs up to so many steps, until the training wants to be asked again. */
  private void steps(long most, long all) {
    long since = System.nanoTime();
    long first = step;
    int ran = alone(() -> training.run(first, most));
    double each = (System.nanoTime() - since) / 1e9 / ran;
    for (int i = 0; i < ran; i++, step++) {
      seconds += each;
      logged++;
      check(i);
      if (step % recipe.monitor().logEvery() == 0) {
        log(i);
      }
      for (TrainListener listener : listeners) {
        listener.stepped(step + 1, all);
      }
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

  private List<Double> judged(int i) {
    return IntStream.range(0, recipe.judged().size())
        .mapToObj(term -> training.judged(i, term))
        .toList();
  }

  private void check(int i) {
    if (!training.finite(i)) {
      double loss = judged(i).stream().mapToDouble(t -> t).sum() + training.weightLoss(i);
      throw new Fault("CNN0710", "the model diverged with loss = " + loss + " at step " + step);
    }
  }

  private void log(int i) {
    double mean = seconds / logged;
    StepRecord record =
        new StepRecord(
            step, judged(i), training.weightLoss(i), recipe.optimizer().rate().at(step, run),
            recipe.batch() / mean, mean);
    listeners.forEach(l -> l.logged(record));
    seconds = 0;
    logged = 0;
  }
}
