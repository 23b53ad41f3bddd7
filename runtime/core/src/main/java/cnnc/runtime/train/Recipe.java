package cnnc.runtime.train;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.fault.Arguments;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How to train. A recipe of a file is varied by name: {@code ADAM3K.withSteps(100).withSeed(2)}.
 *
 * @param data what to learn from, where the file says so
 * @param accumulate batches of a step
 * @param exact convolve directly, by no algorithm that trades rounding for speed
 * @param averageDecay of the weight average, or empty for none
 * @param judged names of the loss terms that judge
 * @param weightLoss name of the L2 term, or empty for none
 */
public record Recipe(
    String name,
    Optional<DataSource> data,
    int batch,
    int accumulate,
    Duration length,
    boolean exact,
    long seed,
    Optimizer optimizer,
    Shuffle shuffle,
    Augmentation augmentation,
    OptionalDouble averageDecay,
    Monitor monitor,
    List<String> judged,
    String weightLoss) {
  /** Of a step. */
  private static final int MOST_IMAGES = 1 << 24;

  public Recipe {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(length, "length");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(shuffle, "shuffle");
    Objects.requireNonNull(augmentation, "augmentation");
    Objects.requireNonNull(monitor, "monitor");
    judged = List.copyOf(judged);
    Arguments.check(accumulate >= 1, "accumulate must be at least 1, not " + accumulate);
    Arguments.check(batch >= 1, "batch must be at least 1, not " + batch);
    Arguments.check(
        (long) batch * accumulate <= MOST_IMAGES,
        "a step of " + accumulate + " batches of " + batch + " images, and 2^24 are the most");
    averageDecay.ifPresent(decay -> Arguments.checkShare(decay, "averageDecay"));
  }

  /** What this recipe's lengths are measured by on so many images. */
  public Run run(long images) {
    return new Run(images, batch * accumulate, length);
  }

  /** The recipe for this many steps. */
  public Recipe withSteps(long steps) {
    return with(Duration.steps(steps), seed, optimizer, shuffle, augmentation, averageDecay);
  }

  /** The recipe for this many epochs. */
  public Recipe withEpochs(double epochs) {
    return with(Duration.epochs(epochs), seed, optimizer, shuffle, augmentation, averageDecay);
  }

  public Recipe withSeed(long newSeed) {
    return with(length, newSeed, optimizer, shuffle, augmentation, averageDecay);
  }

  public Recipe withOptimizer(Optimizer newOptimizer) {
    return with(length, seed, newOptimizer, shuffle, augmentation, averageDecay);
  }

  public Recipe withShuffle(Shuffle newShuffle) {
    return with(length, seed, optimizer, newShuffle, augmentation, averageDecay);
  }

  /** The recipe with another way from a raw image to the input, which must have the same size. */
  public Recipe withAugmentation(Augmentation chain) {
    return with(length, seed, optimizer, shuffle, chain, averageDecay);
  }

  /** The recipe with a weight average of this decay. */
  public Recipe withAverage(double decay) {
    return with(length, seed, optimizer, shuffle, augmentation, OptionalDouble.of(decay));
  }

  public Recipe withoutAverage() {
    return with(length, seed, optimizer, shuffle, augmentation, OptionalDouble.empty());
  }

  /**
   * The recipe with other log lines.
   *
   * @param format of step, loss, examples per second, seconds per batch
   */
  public Recipe withLog(int every, String format) {
    return with(monitor.withLog(every, format));
  }

  /** The recipe with everything beside its steps as this says. */
  public Recipe with(Monitor other) {
    return new Recipe(
        name, data, batch, accumulate, length, exact, seed, optimizer, shuffle, augmentation, averageDecay,
        other, judged, weightLoss);
  }

  /** The recipe with everything else; a batch has programs of its own, so it stays. */
  private Recipe with(
      Duration newLength, long newSeed, Optimizer newOptimizer, Shuffle newShuffle,
      Augmentation newAugmentation, OptionalDouble newAverageDecay) {
    return new Recipe(
        name, data, batch, accumulate, newLength, exact, newSeed, newOptimizer, newShuffle, newAugmentation,
        newAverageDecay, monitor, judged, weightLoss);
  }
}
