package cnnc.codegen.reference;

import java.util.Iterator;
import java.util.List;

/** Numbers that choose, one after the other: 0 for the simplest, so that they can shrink. */
final class Choices {
  /** How many numbers the longest step of a network uses up, and some more. */
  static final int MANY = 28;
  /** Each is below this, a multiple of most numbers of options. */
  static final int LIMIT = 240;

  private final Iterator<Integer> numbers;
  private final Extent extent;

  Choices(List<Integer> numbers, Extent extent) {
    this.numbers = numbers.iterator();
    this.extent = extent;
  }

  /** How large what is chosen may be. */
  Extent extent() {
    return extent;
  }

  /** Below the number of options. */
  int next(int options) {
    return numbers.next() % options;
  }

  @SafeVarargs
  final <T> T of(T... options) {
    return options[next(options.length)];
  }

  <T> T of(List<T> options) {
    return options.get(next(options.size()));
  }

  /** Channels of a layer, or of each of its groups. */
  int channels() {
    return of(extent.made());
  }

  boolean maybe() {
    return next(2) == 1;
  }
}
