package cnnc.runtime.cuda.fake;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** A device with a stream, some memory and some kernels, to be misused. */
final class Device {
  static final int BYTES = 1000;

  private static final String KERNELS =
      """
      extern "C" __global__ void copy(const float* x, float* y) {
        if (threadIdx.x < 200) y[threadIdx.x] = x[threadIdx.x];
      }
      extern "C" __global__ void before(float* x, float*) { x[-1] = 0; }
      """;

  private static byte[] code;

  final CUstream stream = new CUstream();
  final CUdeviceptr memory = new CUdeviceptr();
  final CUmodule module = new CUmodule();
  private final ByteBuffer host =
      ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
  private final CUcontext context = new CUcontext();

  Device() {
    check(JCudaDriver.cuInit(0));
    check(JCudaDriver.cuDevicePrimaryCtxRetain(context, new CUdevice()));
    check(JCudaDriver.cuCtxSetCurrent(context));
    check(JCudaDriver.cuStreamCreate(stream, 0));
    check(JCudaDriver.cuMemAlloc(memory, BYTES));
    check(JCudaDriver.cuModuleLoadData(module, code()));
  }

  private static void check(int answer) {
    assertThat(answer).isZero();
  }

  static synchronized byte[] code() {
    if (code == null) {
      code = FakeDriver.compile(KERNELS, List.of());
    }
    return code;
  }

  /** The handle of something else, as a stream's. */
  static CUstream asStream(NativePointerObject other) {
    try {
      Field handle = NativePointerObject.class.getDeclaredField("nativePointer");
      handle.setAccessible(true);
      CUstream stream = new CUstream();
      handle.set(stream, handle.get(other));
      return stream;
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  CUfunction kernel(String name) {
    CUfunction kernel = new CUfunction();
    check(JCudaDriver.cuModuleGetFunction(kernel, module, name));
    return kernel;
  }

  Pointer allocate(long bytes) {
    CUdeviceptr more = new CUdeviceptr();
    check(JCudaDriver.cuMemAlloc(more, bytes));
    return more;
  }

  int launch(String kernel, Pointer first, Pointer second) {
    return launch(kernel(kernel), 256, 0, first, second);
  }

  int launch(CUfunction kernel, int threads, int shared, Pointer first, Pointer second) {
    return JCudaDriver.cuLaunchKernel(
        kernel, 1, 1, 1, threads, 1, 1, shared, stream,
        Pointer.to(Pointer.to(first), Pointer.to(second)), null);
  }

  int fill(int value, int bytes) {
    return JCudaDriver.cuMemsetD8Async(memory, (byte) value, bytes, stream);
  }

  /** Into host memory outside Java's heap, where nothing moves until the copy is done. */
  int read(int from, int bytes) {
    return JCudaDriver.cuMemcpyDtoHAsync(
        Pointer.to(host.clear()), memory.withByteOffset(from), bytes, stream);
  }

  /** What copies have brought. */
  float[] floats() {
    float[] values = new float[BYTES / Float.BYTES];
    host.clear().asFloatBuffer().get(values);
    return values;
  }

  int record(int mode) {
    return JCudaDriver.cuStreamBeginCapture(stream, mode);
  }

  /** A graph of a fill; what it was made from stays open. */
  CUgraphExec graph() {
    CUgraph graph = new CUgraph();
    CUgraphExec executable = new CUgraphExec();
    check(record(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
    check(fill(1, BYTES));
    check(JCudaDriver.cuStreamEndCapture(stream, graph));
    check(JCudaDriver.cuGraphInstantiate(executable, graph, 0L));
    return executable;
  }

  /** The answer to a question for the time between two events. */
  int elapsed(boolean recorded, boolean awaited) {
    CUevent[] events = {new CUevent(), new CUevent()};
    for (CUevent event : events) {
      check(JCudaDriver.cuEventCreate(event, 0));
      if (recorded) {
        check(JCudaDriver.cuEventRecord(event, stream));
      }
    }
    if (awaited) {
      check(JCudaDriver.cuEventSynchronize(events[1]));
    }
    return JCudaDriver.cuEventElapsedTime(new float[1], events[0], events[1]);
  }

  int inThread(IntSupplier call) {
    return CompletableFuture.supplyAsync(call::getAsInt, r -> new Thread(r).start()).join();
  }

  /** In a thread that has the same context. */
  int inAnotherThread(IntSupplier call) {
    return inThread(
        () -> {
          check(JCudaDriver.cuCtxSetCurrent(context));
          return call.getAsInt();
        });
  }
}
