package cnnc.runtime.cuda.gpu;

/** Loaded kernels. */
public interface Kernels extends AutoCloseable {
  /** Threads of a block of every generated kernel. */
  int THREADS = 256;

  /**
   * A launch with its parameters in place; running it starts the kernel.
   *
   * @param shared bytes of shared memory that a block asks for beside what the kernel declares
   * @param arguments addresses on the device
   */
  Runnable launch(String kernel, int blocks, int shared, long... arguments);

  @Override
  void close();
}
