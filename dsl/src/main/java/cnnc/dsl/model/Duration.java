package cnnc.dsl.model;

import java.util.List;

/** {@code 3000 steps}, {@code 350 epochs}, or {@code 0.5 runs}: half of the recipe's length. */
public record Duration(double amount, Unit unit) {
  /** What it counts, by its word in the language. */
  public enum Unit {
    STEPS,
    EPOCHS,
    RUNS
  }

  /** The words of all units. */
  public static final List<String> WORDS = List.of("steps", "epochs", "runs");

  public static Duration steps(double amount) {
    return new Duration(amount, Unit.STEPS);
  }

  /**
   * Steps of this batch over this many images: floor(epochs * images / batch).
   *
   * @param run the recipe's length, which is no share of itself
   */
  public long steps(long images, int batch, Duration run) {
    return switch (unit) {
      case STEPS -> (long) amount;
      case EPOCHS -> (long) Math.floor(amount * images / batch);
      case RUNS -> (long) Math.floor(amount * run.steps(images, batch, run));
    };
  }
}
