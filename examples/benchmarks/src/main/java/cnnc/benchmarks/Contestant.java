package cnnc.benchmarks;

/** Something that can take a training step on inputs that are ready. */
interface Contestant extends AutoCloseable {
  String name();

  /** One step on a batch of 128; returns the loss. */
  float step();

  @Override
  void close();
}
