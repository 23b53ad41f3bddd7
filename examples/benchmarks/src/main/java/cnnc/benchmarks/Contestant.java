package cnnc.benchmarks;

/** Something that can do a piece of work again and again, on inputs that are ready. */
interface Contestant extends AutoCloseable {
  String name();

  /** Does it once. */
  void run();

  @Override
  void close();
}
