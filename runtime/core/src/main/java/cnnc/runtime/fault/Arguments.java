package cnnc.runtime.fault;

/** What callers must keep to; breaking it is a fault of the program, not of its input. */
public final class Arguments {
  private Arguments() {}

  /**
   * Checks an argument.
   *
   * @param otherwise says what must hold, and what was given
   * @throws IllegalArgumentException when it does not hold
   */
  public static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A number at least 0 that is no infinity. */
  public static void checkNotNegative(double value, String name) {
    check(value >= 0 && value < Double.POSITIVE_INFINITY, name + " must be at least 0, not " + value);
  }

  /** A number from 0 to 1, both included. */
  public static void checkShare(double value, String name) {
    check(value >= 0 && value <= 1, name + " must be between 0 and 1, not " + value);
  }
}
