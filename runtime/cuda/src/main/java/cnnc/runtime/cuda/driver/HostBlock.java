package cnnc.runtime.cuda.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * The parameters of launches in native memory, where the driver reads them without going through
 * Java: for each launch its arguments and, behind them, their addresses.
 */
final class HostBlock implements AutoCloseable {
  static final int SIZE = 1 << 16;

  private final Place memory = new Place();
  private final ByteBuffer bytes;

  HostBlock() {
    Status.check(JCudaDriver.cuMemAllocHost(memory, SIZE), "allocate pinned memory");
    bytes = memory.getByteBuffer(0, SIZE).order(ByteOrder.nativeOrder());
  }

  boolean fits(int arguments) {
    return bytes.remaining() >= 2 * Long.BYTES * arguments;
  }

  /** The array of addresses that a launch takes. */
  Pointer add(long... arguments) {
    long first = memory.value() + bytes.position();
    for (long argument : arguments) {
      bytes.putLong(argument);
    }
    for (int i = 0; i < arguments.length; i++) {
      bytes.putLong(first + (long) Long.BYTES * i);
    }
    return new Place(first + (long) Long.BYTES * arguments.length);
  }

  @Override
  public void close() {
    JCudaDriver.cuMemFreeHost(memory);
  }

  /** Host memory by its address. */
  private static final class Place extends Pointer {
    Place() {}

    Place(long address) {
      super(address);
    }

    long value() {
      return getNativePointer();
    }
  }
}
