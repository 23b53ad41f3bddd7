package cnnc.codegen.reference;

import java.util.Iterator;
import java.util.List;

/** Numbers that choose, one after the other: 0 for the simplest, so that they can shrink. */
final class Choices {
  /** How many numbers the longest step of a network uses up, and some more. */
  static final int MANY = 24;
  /** Each is below this, a multiple of most numbers of options. */
  static final int LIMIT = 240;

  private final Iterator<Integer> numbers;

  Choices(List<Integer> numbers) {
    this.numbers = numbers.iterator();
  }

  /** Below the number of options. */
  int next(int options) {
    return numbers.next() % options;
  }

  @SafeVarargs
  final <T> T of(T... options) {
    return options[next(options.length)];
  }

  boolean maybe() {
    return next(2) == 1;
  }
}
