package cnnc.runtime.train;

import cnnc.runtime.checkpoint.Checkpoint;
import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.fault.Interrupts;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.State;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.UpdateRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** One run of a trainer: from its first step, or a checkpoint, to its last. */
final class TrainingRun {
  /** The name of judgements in a checkpoint. */
  private static final String JUDGED = "judged";

  private final CompiledNetwork network;
  private final Engine engine;
  private final Recipe recipe;
  private final ImageSet images;
  /** What the network is judged by. */
  private final Optional<ImageSet> judging;
  private final long seed;
  private final Run run;
  private final List<TrainListener> listeners;
  private final List<UpdateRule> rules;
  /** Where checkpoints go. */
  private final Optional<CheckpointFolder> folder;

  private final Checkpointing checkpointing;
  private final List<Chore> chores;
  private Map<String, String> identity;
  private TrainingState state;
  private Training training;
  private long step;
  /** Steps that the newest checkpoint holds. */
  private long kept = -1;
  private boolean keepsStart;
  /** Since the line before. */
  private double seconds;
  private int logged;

  TrainingRun(
      CompiledNetwork network, Recipe recipe, ImageSet images, Optional<ImageSet> judging, long seed,
      List<TrainListener> listeners, Optional<CheckpointFolder> folder, Checkpointing checkpointing) {
    this.network = network;
    this.engine = Engine.of(network);
    this.recipe = recipe;
    this.images = images;
    this.judging = judging;
    this.seed = seed;
    this.run = recipe.run(images.size());
    this.listeners = listeners;
    this.rules = recipe.optimizer().rules(engine.spec());
    this.folder = folder;
    this.checkpointing = checkpointing;
    this.chores = chores();
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
      if (keepsStart) {
        keep();
      }
      while (step < all && !stopsEarly()) {
        endIfInterrupted(all);
        long due = chores.stream().mapToLong(c -> c.next(step)).min().orElse(all);
        steps(Math.min(all, due) - step, all);
        chores.stream().filter(c -> step % c.every() == 0).forEach(c -> c.work().run());
      }
      keep();
      bringGood();
    } finally {
      alone(
          () -> {
            training.close();
            return null;
          });
    }
    engine.describe(Identity.about(identity(), step));
    if (stopsEarly()) {
      Judgement best = run.judged().best(recipe.monitor().stop().get().metric()).get();
      listeners.forEach(l -> l.stopsEarly(step, best));
    }
  }

  /** What is done behind every so many steps. */
  private record Chore(long every, Runnable work) {
    /** The next step behind this one that it is done at. */
    long next(long step) {
      return (step / every + 1) * every;
    }
  }

  /** In the order in which they are done at one step. */
  private List<Chore> chores() {
    List<Chore> all = new ArrayList<>();
    recipe.monitor().norms().ifPresent(every -> add(all, every, this::norms));
    recipe.optimizer().lookahead()
        .ifPresent(slow -> add(all, slow.every(), () -> lookAhead(slow)));
    recipe.monitor().evaluation().ifPresent(every -> add(all, every, this::judge));
    folder.ifPresent(f -> add(all, checkpointing.every(), this::keep));
    return all;
  }

  private void add(List<Chore> to, Duration every, Runnable work) {
    to.add(new Chore(Math.max(1, run.steps(every)), work));
  }

  private boolean stopsEarly() {
    return recipe.monitor().stop().map(s -> s.stops(run.judged())).orElse(false);
  }

  private void norms() {
    Map<String, Double> weights = new LinkedHashMap<>();
    Map<String, Double> gradients = new LinkedHashMap<>();
    alone(
        () -> {
          training.bring();
          float[] slopes = training.gradients();
          for (Parameter p : engine.spec().parameters()) {
            weights.put(p.name(), norm(engine.weights(), p));
            gradients.put(p.name(), norm(slopes, p));
          }
          return null;
        });
    listeners.forEach(l -> l.norms(step - 1, weights, gradients));
  }

  private static double norm(float[] values, Parameter p) {
    double sum = 0;
    for (int i = p.offset(); i < p.offset() + p.size(); i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  private void judge() {
    ImageSet images = judging.get();
    bringGood();
    Answers last = engine.answers(images, false);
    Optional<Answers> average =
        recipe.averageDecay().isPresent()
            ? Optional.of(engine.answers(images, true))
            : Optional.empty();
    Judgement judgement = new Judgement(
            step, score(last), average.map(this::score),
            average.isPresent() && engine.spec().averaged());
    run.judged().add(judgement);
    listeners.forEach(l -> l.judged(judgement, judgement.averaged() ? average.get() : last));
    if (folder.isPresent() && run.judged().best(checkpointing.best()).get() == judgement) {
      write(folder.get().best());
    }
  }

  private Judgement.Score score(Answers answers) {
    return new Judgement.Score(answers.crossEntropy(), answers.top(engine.spec().top()));
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
    boolean fresh = engine.takeFresh();
    if (fresh && from.isEmpty()) {
      Whitening.start(engine, images);
    }
    // What begins with weights of others could not begin again without them.
    keepsStart = !fresh && from.isEmpty();
    float[] average = null;
    if (recipe.averageDecay().isPresent()) {
      average = engine.startAverage();
    } else {
      engine.dropAverage();
    }
    state = TrainingState.of(engine.variables(), average, recipe.optimizer().lookahead().isPresent(), rules);
    from.ifPresentOrElse(this::restore, this::checkNoneThere);
    if (step > all) {
      throw new Fault(
          "CNN0729",
          from.orElseThrow() + " has done " + step + " steps, and the training is to stop at " + all);
    }
    training =
        network.device().orElse(null) instanceof TrainingDevice device
            ? device.train(recipe, run, images, seed, state, step)
            : new CpuTraining(engine, recipe, run, images, seed, state, step);
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
      Checkpoint.restore(file, engine.spec(), rules, state);
      run.judged().take(checkpoint.progress().getOrDefault(JUDGED, ""));
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
    write(to.file(step));
    kept = step;
    to.keep(step, checkpointing.keep());
    listeners.forEach(l -> l.kept(step, to.file(step)));
  }

  private void write(Path file) {
    alone(
        () -> {
          training.bring();
          checkFinite();
          new Checkpoint(step, identity(), Map.of(JUDGED, run.judged().text()))
              .write(file, engine.spec(), rules, state);
          return null;
        });
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

  /** Brings the state to where the training began, and looks whether all of it is numbers. */
  private void bringGood() {
    alone(
        () -> {
          training.bring();
          checkFinite();
          return null;
        });
  }

  /** The latest step's update, which no further step has looked at. */
  private void checkFinite() {
    for (float w : engine.weights()) {
      if (!Float.isFinite(w)) {
        throw new Fault(
            "CNN0710", "the model diverged: step " + (step - 1) + " made a weight " + w);
      }
    }
    for (State s : engine.spec().states()) {
      for (int i = s.offset(); i < s.offset() + s.size(); i++) {
        if (!Float.isFinite(engine.states()[i])) {
          throw new Fault(
              "CNN0710",
              "the model diverged: behind step " + (step - 1) + " `" + s.name() + "` is "
                  + engine.states()[i]
                  + (kept < 0 ? "" : "; the last good checkpoint is behind step " + kept));
        }
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
      throw new Fault(
          "CNN0710",
          "the model diverged with loss = " + loss + " at step " + step + ": "
              + alone(training::firstNotFinite)
              + (kept < 0 ? "" : "; the last good checkpoint is behind step " + kept));
    }
  }

  private void log(int i) {
    double mean = seconds / logged;
    StepRecord record =
        new StepRecord(
            step, judged(i), training.weightLoss(i), recipe.optimizer().rate().at(step, run),
            run.batch() / mean, mean);
    listeners.forEach(l -> l.logged(record));
    seconds = 0;
    logged = 0;
  }
}
