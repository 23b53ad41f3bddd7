package cnnc.runtime.cuda.gpu;

/** Recorded work. */
public interface Graph extends AutoCloseable {
  void launch();

  /** Kernels, copies and fills in it. */
  long nodes();

  @Override
  void close();
}
