package cnnc.runtime.train;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.data.DataSource;
import cnnc.runtime.fault.Arguments;
import java.util.IllegalFormatException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How to train. A recipe of a file is varied by name: {@code ADAM3K.withSteps(100).withSeed(2)}.
 *
 * @param data what to learn from, where the file says so
 * @param exact convolve directly, by no algorithm that trades rounding for speed
 * @param averageDecay of the weight average, or empty for none
 * @param logEvery steps between two log lines
 * @param logFormat of step, loss, examples per second, seconds per batch
 * @param judged names of the loss terms that judge
 * @param weightLoss name of the L2 term, or empty for none
 */
public record Recipe(
    String name,
    Optional<DataSource> data,
    int batch,
    Duration length,
    boolean exact,
    long seed,
    Optimizer optimizer,
    Shuffle shuffle,
    Augmentation augmentation,
    OptionalDouble averageDecay,
    int logEvery,
    String logFormat,
    List<String> judged,
    String weightLoss) {
  /** Widths and precisions of three digits and more. */
  private static final Pattern WIDE = Pattern.compile("%[^a-zA-Z%]*\\d{3}");

  public Recipe {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(length, "length");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(shuffle, "shuffle");
    Objects.requireNonNull(augmentation, "augmentation");
    Objects.requireNonNull(logFormat, "logFormat");
    judged = List.copyOf(judged);
    Arguments.check(batch >= 1, "batch must be at least 1, not " + batch);
    Arguments.check(logEvery >= 1, "logEvery must be at least 1, not " + logEvery);
    averageDecay.ifPresent(decay -> Arguments.checkShare(decay, "averageDecay"));
    Arguments.check(
        !WIDE.matcher(logFormat).find(), "this log format pads to lines of 100 characters and more");
    try {
      String unused = String.format(Locale.ROOT, logFormat, 0L, 0.0, 0.0, 0.0);
    } catch (IllegalFormatException fault) {
      throw new IllegalArgumentException("this is no log format: " + logFormat, fault);
    }
  }

  /** What this recipe's lengths are measured by on so many images. */
  public Run run(long images) {
    return new Run(images, batch, length);
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
    return new Recipe(
        name, data, batch, length, exact, seed, optimizer, shuffle, augmentation, averageDecay,
        every, format, judged, weightLoss);
  }

  /** The recipe with everything else; a batch has programs of its own, so it stays. */
  private Recipe with(
      Duration newLength, long newSeed, Optimizer newOptimizer, Shuffle newShuffle,
      Augmentation newAugmentation, OptionalDouble newAverageDecay) {
    return new Recipe(
        name, data, batch, newLength, exact, newSeed, newOptimizer, newShuffle, newAugmentation,
        newAverageDecay, logEvery, logFormat, judged, weightLoss);
  }
}
