package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.gpu.Convolutions;
import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.cuda.gpu.Graph;
import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.cuda.gpu.Kernels;
import cnnc.runtime.cuda.gpu.Resources;
import cnnc.runtime.fault.Fault;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/** The first GPU of this machine, by the driver's API on its primary context and one stream. */
public final class CudaGpu implements Gpu {
  /**
   * Held while a stream records, and for all that may wait for the whole context meanwhile, which
   * would break the recording: another network's work on the same device, in another thread.
   */
  static final Object CONTEXT = new Object();

  /** Kept until the process ends: libraries keep state in it. */
  private static CUcontext primary;

  private final Detection found;
  private final CUdevice device = new CUdevice();
  private final CUcontext context;
  private final CUstream stream = new CUstream();
  private final Map<Long, Address> allocated = new HashMap<>();
  private volatile boolean closed;

  private CudaGpu(Detection found) {
    this.found = found;
    Status.check(JCudaDriver.cuDeviceGet(device, 0), "open the device");
    context = primaryContext(device);
    enter();
    Status.check(
        JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING),
        "make a stream");
  }

  private static synchronized CUcontext primaryContext(CUdevice device) {
    if (primary == null) {
      CUcontext context = new CUcontext();
      Status.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "open its context");
      primary = context;
    }
    return primary;
  }

  /**
   * The first GPU.
   *
   * @throws Fault with one sentence on what is missing
   */
  public static CudaGpu open() {
    Detection found = Detection.detect();
    if (found.missing().isPresent()) {
      throw new Fault(
          "CNN0718", "there is no GPU to use: " + found.missing().get() + "; see `cnnc doctor`");
    }
    return new CudaGpu(found);
  }

  /** A context belongs to a thread; any thread may call. */
  void enter() {
    if (closed) {
      throw new IllegalStateException("this GPU is closed");
    }
    Status.check(JCudaDriver.cuCtxSetCurrent(context), "enter its context");
  }

  CUstream stream() {
    return stream;
  }

  Detection found() {
    return found;
  }

  /** Bytes of shared memory that a block may have at most. */
  int sharedMemory() {
    int[] bytes = new int[1];
    Status.check(
        JCudaDriver.cuDeviceGetAttribute(
            bytes, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN,
            device),
        "tell its shared memory");
    return bytes[0];
  }

  @Override
  public String name() {
    return found.name() + " (" + found.architecture() + ", driver for CUDA " + found.driver() + ", "
        + CudnnLibrary.missing().map(why -> "no cuDNN: " + why)
            .orElseGet(() -> "cuDNN " + CudnnLibrary.version())
        + ")";
  }

  @Override
  public long allocate(long bytes) {
    synchronized (CONTEXT) {
      enter();
      Address address = new Address();
      String what = "allocate " + (bytes + (1 << 20) - 1 >> 20) + " MiB";
      Status.check(JCudaDriver.cuMemAlloc(address, bytes), what);
      int status = JCudaDriver.cuMemsetD8Async(address, (byte) 0, bytes, stream);
      if (status != 0) {
        JCudaDriver.cuMemFree(address);
      }
      Status.check(status, "clear its memory");
      allocated.put(address.value(), address);
      return address.value();
    }
  }

  @Override
  public void free(long address) {
    synchronized (CONTEXT) {
      if (closed) {
        return;
      }
      enter();
      Address known = allocated.remove(address);
      if (known == null) {
        throw new IllegalArgumentException("no memory begins at " + address);
      }
      // Freed even where waiting fails, since the work before it has failed.
      int status = JCudaDriver.cuStreamSynchronize(stream);
      int freed = JCudaDriver.cuMemFree(known);
      Status.check(status, "finish its work");
      Status.check(freed, "free memory");
    }
  }

  @Override
  public void write(long address, ByteBuffer bytes) {
    enter();
    Status.check(
        JCudaDriver.cuMemcpyHtoDAsync(
            new Address(address), Pointer.to(bytes), bytes.remaining(), stream),
        "copy to it");
    await();
  }

  @Override
  public void read(long address, ByteBuffer bytes) {
    enter();
    Status.check(
        JCudaDriver.cuMemcpyDtoHAsync(
            Pointer.to(bytes), new Address(address), bytes.remaining(), stream),
        "copy from it");
    await();
  }

  @Override
  public Kernels load(KernelSource source) {
    enter();
    return new KernelLoader(found.architecture(), KernelCompiler::find)
        .load(source, code -> new CudaKernels(this, code));
  }

  @Override
  public Optional<Convolutions> convolutions(KernelSource kernels, boolean exact) {
    return CudnnLibrary.missing().isPresent()
        ? Optional.empty()
        : Optional.of(new Cudnn(this, kernels, exact));
  }

  @Override
  public Graph capture(Runnable work) {
    return new CudaGraph(this, work);
  }

  @Override
  public void await() {
    enter();
    Status.check(JCudaDriver.cuStreamSynchronize(stream), "finish its work");
  }

  @Override
  public double time(Runnable work) {
    enter();
    CUevent before = new CUevent();
    CUevent after = new CUevent();
    float[] milliseconds = new float[1];
    try (Resources events = new Resources()) {
      for (CUevent event : List.of(before, after)) {
        Status.check(JCudaDriver.cuEventCreate(event, 0), "make an event");
        events.add(() -> JCudaDriver.cuEventDestroy(event));
      }
      Status.check(JCudaDriver.cuEventRecord(before, stream), "record an event");
      work.run();
      Status.check(JCudaDriver.cuEventRecord(after, stream), "record an event");
      Status.check(JCudaDriver.cuEventSynchronize(after), "finish its work");
      Status.check(JCudaDriver.cuEventElapsedTime(milliseconds, before, after), "tell the time");
    }
    return 1000.0 * milliseconds[0];
  }

  @Override
  public void close() {
    synchronized (CONTEXT) {
      if (closed) {
        return;
      }
      JCudaDriver.cuCtxSetCurrent(context);
      JCudaDriver.cuStreamSynchronize(stream);
      allocated.values().forEach(JCudaDriver::cuMemFree);
      allocated.clear();
      JCudaDriver.cuStreamDestroy(stream);
      closed = true;
    }
  }
}
