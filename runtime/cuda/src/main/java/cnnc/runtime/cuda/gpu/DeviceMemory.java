package cnnc.runtime.cuda.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A piece of a GPU's memory; copies go through a direct buffer that is as large as the largest. */
public final class DeviceMemory implements AutoCloseable {
  private final Gpu gpu;
  private final long address;
  private final long bytes;
  private ByteBuffer staging = ByteBuffer.allocateDirect(0);
  private boolean closed;

  public DeviceMemory(Gpu gpu, long bytes) {
    this.gpu = gpu;
    this.bytes = bytes;
    this.address = gpu.allocate(Math.max(16, bytes));
  }

  /** Floats. */
  public static DeviceMemory floats(Gpu gpu, long count) {
    return new DeviceMemory(gpu, Float.BYTES * count);
  }

  public long address() {
    return address;
  }

  public long bytes() {
    return bytes;
  }

  /** Copies a whole array to the beginning. */
  public void write(float[] values) {
    write(0, values);
  }

  /** Copies a whole array, its first float to the one at {@code offset}. */
  public void write(long offset, float[] values) {
    if (values.length == 0) {
      return;
    }
    ByteBuffer buffer = staging(Math.multiplyExact(Float.BYTES, values.length));
    buffer.asFloatBuffer().put(values);
    gpu.write(address + Float.BYTES * offset, buffer);
  }

  /** Copies a whole array to the beginning. */
  public void write(int[] values) {
    ByteBuffer buffer = staging(Math.multiplyExact(Integer.BYTES, values.length));
    buffer.asIntBuffer().put(values);
    gpu.write(address, buffer);
  }

  /** Copies bytes from the beginning of an array to those at {@code offset}. */
  public void write(long offset, byte[] values, int count) {
    ByteBuffer buffer = staging(count);
    buffer.put(values, 0, count).flip();
    gpu.write(address + offset, buffer);
  }

  /** Floats from the beginning. */
  public float[] floats(int count) {
    return floats(0, count);
  }

  /** Floats from the one at {@code offset} on. */
  public float[] floats(long offset, int count) {
    ByteBuffer buffer = staging(Math.multiplyExact(Float.BYTES, count));
    gpu.read(address + Float.BYTES * offset, buffer);
    float[] values = new float[count];
    buffer.asFloatBuffer().get(values);
    return values;
  }

  /** Fills the array with doubles from the beginning. */
  public void read(double[] values, int count) {
    ByteBuffer buffer = staging(Math.multiplyExact(Double.BYTES, count));
    gpu.read(address, buffer);
    buffer.asDoubleBuffer().get(values, 0, count);
  }

  private ByteBuffer staging(int size) {
    if (size > bytes) {
      throw new IllegalArgumentException(size + " bytes do not fit " + bytes);
    }
    if (staging.capacity() < size) {
      staging = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
    return staging.clear().limit(size);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      gpu.free(address);
    }
  }
}
