package cnnc.runtime.train;

import cnnc.runtime.checkpoint.CheckpointFolder;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Arguments;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.weights.Safetensors;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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
  private Optional<CheckpointFolder> checkpoints = Optional.empty();
  private Optional<Checkpointing> checkpointing = Optional.empty();
  private Optional<ImageSet> judging = Optional.empty();
  private Optional<Path> resumed = Optional.empty();
  private Optional<Expected> expected = Optional.empty();

  /** What a file says of the training that it comes from. */
  private record Expected(Path file, Map<String, String> about) {}

  public Trainer(CompiledNetwork network, Recipe recipe) {
    this.network = Objects.requireNonNull(network, "network");
    this.engine = Engine.of(network);
    this.recipe = Objects.requireNonNull(recipe, "recipe");
    this.seed = recipe.seed();
  }

  public CompiledNetwork network() {
    return network;
  }

  public Recipe recipe() {
    return recipe;
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
   * Keeps checkpoints in this folder as the recipe says, at the end, and when the thread is interrupted.
   */
  public Trainer checkpoints(Path folder) {
    checkpoints = Optional.of(new CheckpointFolder(folder));
    return this;
  }

  /** How often, and how many of them, instead of what the recipe says. */
  public Trainer checkpoints(Path folder, Checkpointing often) {
    checkpointing = Optional.of(often);
    return checkpoints(folder);
  }

  /** By what the network is judged in the middle of the training, as often as the recipe says. */
  public Trainer judge(ImageSet images) {
    judging = Optional.of(images);
    return this;
  }

  /**
   * Goes on from a checkpoint, bit for bit as if it had never stopped, on any number of threads.
   *
   * @param from the file, or a folder that holds checkpoints, whose newest it is
   */
  public Trainer resume(Path from) {
    resumed = Optional.of(from);
    return this;
  }

  /**
   * Trains only if that is the training which weights come from: {@link #run} refuses another network,
   * recipe or seed, and other images.
   *
   * @param weights the file, for the message
   * @param about what {@link CompiledNetwork#about} says of them
   */
  public Trainer expect(Path weights, Map<String, String> about) {
    expected = Optional.of(new Expected(weights, Map.copyOf(about)));
    return this;
  }

  /**
   * Trains on these images, from step 0 or from where {@link #resume} says: a second run does not
   * continue the first, but goes through schedule, order and draws again, on the weights that the first
   * has left.
   *
   * @throws Fault when the loss or a weight is no number any more, when the recipe's epochs make no
   *     step of so few images, when a checkpoint is damaged, of another training, or cannot be written, when
   *     another training keeps checkpoints in the same folder,
   *     or when the thread was interrupted: then the weights are those of the last step that was done
   * @throws IllegalStateException when another training of the network is at work, or the recipe judges
   *     it and there are no images for that
   */
  public void run(ImageSet images) {
    long all = length(images);
    if (images.size() > 0) {
      engine.name(images.classes());
    }
    network.check(images);
    judging.ifPresent(network::check);
    if (recipe.monitor().evaluation().isPresent() && judging.isEmpty()) {
      throw new IllegalStateException(
          recipe.name() + " judges the network in the middle of the training: trainer.judge(images)");
    }
    Safetensors.checkAvailable();
    Optional<Path> from =
        resumed.map(p -> Files.isDirectory(p) ? new CheckpointFolder(p).newest() : p);
    expected.ifPresent(
        e -> Identity.check(
            e.file(), Identity.stated(e.about()), Identity.of(engine.spec(), recipe, seed, images)));
    engine.beginTraining();
    try (Closeable lock = checkpoints.map(CheckpointFolder::lock).orElse(() -> {})) {
      new TrainingRun(
              network, recipe, images, judging, seed, listeners, checkpoints,
              checkpointing.orElse(recipe.monitor().checkpointing()))
          .to(all, from);
    } catch (IOException lock) {
      // Closing it failed, behind a training that is done and kept.
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
}
