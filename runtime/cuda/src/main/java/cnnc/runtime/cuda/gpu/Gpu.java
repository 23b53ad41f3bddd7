package cnnc.runtime.cuda.gpu;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A GPU. Work is done in the order in which it is asked for; addresses are the device's. */
public interface Gpu extends AutoCloseable {
  /** Name, architecture and driver, for people to read. */
  String name();

  /** Memory filled with zeros. */
  long allocate(long bytes);

  void free(long address);

  /** Copies all that remains in a direct buffer to the device. */
  void write(long address, ByteBuffer bytes);

  /** Fills what remains of a direct buffer from the device, once all work before is done. */
  void read(long address, ByteBuffer bytes);

  Kernels load(KernelSource source);

  /**
   * A library of convolutions; empty where there is none, and generated kernels do.
   *
   * @param kernels beside which it works, in their arithmetic
   * @param exact whether algorithms that round more than a plain sum does are out of the question
   */
  Optional<Convolutions> convolutions(KernelSource kernels, boolean exact);

  /** Records work instead of doing it. */
  Graph capture(Runnable work);

  /** Waits until all work is done. */
  void await();

  /** Microseconds that the device takes for the work. */
  double time(Runnable work);

  @Override
  void close();
}
