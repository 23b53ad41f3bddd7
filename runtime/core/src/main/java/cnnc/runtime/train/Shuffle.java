package cnnc.runtime.train;

import cnnc.runtime.fault.Arguments;

/** The order in which training images come. */
public sealed interface Shuffle {
  /** A new permutation every epoch. */
  static Shuffle full() {
    return new Full();
  }

  /**
   * A reservoir as TensorFlow's {@code shuffle_batch} has it: files in a new order every epoch,
   * their images in a row, kept {@code capacity} deep; each draw takes an even pick.
   */
  static Shuffle queue(int capacity) {
    return new Queue(capacity);
  }

  record Full() implements Shuffle {}

  record Queue(int capacity) implements Shuffle {
    public Queue {
      Arguments.check(capacity >= 1, "capacity must be at least 1, not " + capacity);
    }
  }
}
