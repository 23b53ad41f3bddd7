package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;
import java.util.Locale;

/** A number of steps, of epochs, or of runs: {@code runs(0.5)} is half of the recipe's length. */
public record Duration(double amount, Unit unit) {
  /** What it counts. */
  public enum Unit {
    STEPS,
    EPOCHS,
    RUNS
  }

  public Duration {
    Arguments.checkNotNegative(amount, word(unit));
  }

  public static Duration steps(long steps) {
    return new Duration(steps, Unit.STEPS);
  }

  public static Duration epochs(double epochs) {
    return new Duration(epochs, Unit.EPOCHS);
  }

  public static Duration runs(double runs) {
    return new Duration(runs, Unit.RUNS);
  }

  private static String word(Unit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    String number =
        amount == Math.rint(amount) && amount < 1e15
            ? String.valueOf((long) amount)
            : String.valueOf(amount);
    return number + " " + word(unit);
  }
}
