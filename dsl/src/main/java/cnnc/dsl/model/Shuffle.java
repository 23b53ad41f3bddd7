package cnnc.dsl.model;

/** The order in which training examples come. */
public sealed interface Shuffle {
  /** A new permutation every epoch. */
  record Full() implements Shuffle {}

  /** A reservoir that never holds fewer than {@code minimum}; each draw takes an even pick. */
  record Queue(int minimum, int capacity, int threads) implements Shuffle {}
}
