package cnnc.runtime.cuda.fake;

import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_GLOBAL;
import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuGraphExecDestroy;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleUnload;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.driver.Detection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Misuse of the driver, through JCuda: each kind is refused with what the real one answers. */
@Tag(FakeDriver.TAG)
class RulesTest {
  /** A misuse; the last call's answer counts. */
  private record Misuse(String what, int answer, ToIntFunction<Device> calls) {}

  @BeforeAll
  static void load() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    FakeDriver.load();
    assertThat(Detection.detect().missing()).isEmpty();
  }

  private static byte[] part() {
    try {
      return Files.readAllBytes(FakeDriver.folder().resolve("libcudnn_ops.so.9"));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static final Misuse[] ALL = {
    new Misuse("no memory of 0 bytes", 1, d -> cuMemAlloc(new CUdeviceptr(), 0)),
    new Misuse("more memory than there is", 2, d -> cuMemAlloc(new CUdeviceptr(), 1L << 40)),
    new Misuse("memory given back twice", 1, d -> {
      cuMemFree(d.memory);
      return cuMemFree(d.memory);
    }),
    new Misuse("pinned memory given back as the device's", 1, d -> {
      CUdeviceptr pinned = new CUdeviceptr();
      cuMemAllocHost(pinned, 16);
      return cuMemFree(pinned);
    }),
    new Misuse("memory of the device given back as pinned", 1, d -> cuMemFreeHost(d.memory)),
    new Misuse("memory of nobody given back", 1, d -> cuMemFree(d.memory.withByteOffset(16))),
    new Misuse("somebody wrote in front of the memory", 700, d -> {
      d.launch("before", d.memory, d.memory);
      cuStreamSynchronize(d.stream);
      return cuMemFree(d.memory);
    }),
    new Misuse("a fill that reaches too far", 1, d -> d.fill(0, Device.BYTES + 1)),
    new Misuse("a copy that begins outside", 1, d -> d.read(Device.BYTES, 4)),
    new Misuse("a copy whose memory goes before it runs", 700, d -> {
      d.fill(0, 16);
      cuMemFree(d.memory);
      return cuStreamSynchronize(d.stream);
    }),
    new Misuse("a stream that is destroyed", 400, d -> {
      cuStreamDestroy(d.stream);
      return cuStreamSynchronize(d.stream);
    }),
    new Misuse("a stream destroyed twice", 400, d -> {
      cuStreamDestroy(d.stream);
      return cuStreamDestroy(d.stream);
    }),
    new Misuse("an event in a stream's place", 400, d -> {
      CUevent event = new CUevent();
      cuEventCreate(event, 0);
      return cuEventRecord(event, Device.asStream(event));
    }),
    new Misuse("the default stream, which waits for all others", 400,
        d -> cuStreamSynchronize(null)),
    new Misuse("what is no machine code", 200,
        d -> cuModuleLoadData(new CUmodule(), new byte[64])),
    new Misuse("a library without kernels", 200, d -> cuModuleLoadData(new CUmodule(), part())),
    new Misuse("machine code of another device", 209, d -> {
      byte[] code = Device.code().clone();
      code[18] = (byte) 190;
      return cuModuleLoadData(new CUmodule(), code);
    }),
    new Misuse("a kernel that is not there", 500,
        d -> cuModuleGetFunction(new CUfunction(), d.module, "none")),
    new Misuse("a kernel of an unloaded module", 400, d -> {
      CUfunction kernel = d.kernel("copy");
      cuModuleUnload(d.module);
      return d.launch(kernel, 256, 0, d.memory, d.memory);
    }),
    new Misuse("a module unloaded before its kernel ran", 700, d -> {
      d.launch("copy", d.memory, d.memory);
      cuModuleUnload(d.module);
      return cuStreamSynchronize(d.stream);
    }),
    new Misuse("blocks of another size", 1,
        d -> d.launch(d.kernel("copy"), 128, 0, d.memory, d.memory)),
    new Misuse("more shared memory than was asked for", 1,
        d -> d.launch(d.kernel("copy"), 256, (48 << 10) - 15, d.memory, d.memory)),
    new Misuse("more shared memory than there is", 1,
        d -> JCudaDriver.cuFuncSetAttribute(d.kernel("copy"), 8, (227 << 10) - 15)),
    new Misuse("an argument that is no address of the device", 1,
        d -> d.launch("copy", new CUdeviceptr(), d.memory)),
    new Misuse("an argument whose memory is gone", 1, d -> {
      cuMemFree(d.memory);
      return d.launch("copy", d.memory, d.memory);
    }),
    new Misuse("an address that is not aligned", 716,
        d -> d.launch("copy", d.memory, d.memory.withByteOffset(4))),
    new Misuse("a kernel that reads outside", 700, d -> {
      d.launch("copy", d.memory.withByteOffset(Device.BYTES - 40), d.memory);
      return cuStreamSynchronize(d.stream);
    }),
    new Misuse("calls after a kernel failed", 700, d -> {
      d.launch("copy", d.memory.withByteOffset(Device.BYTES - 40), d.memory);
      cuStreamSynchronize(d.stream);
      return cuMemAlloc(new CUdeviceptr(), 16);
    }),
    new Misuse("memory while this thread records", 900, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return cuMemAlloc(new CUdeviceptr(), 16);
    }),
    new Misuse("memory given back while this thread records", 900, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return cuMemFree(d.memory);
    }),
    new Misuse("a module while this thread records", 900, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return cuModuleLoadData(new CUmodule(), Device.code());
    }),
    new Misuse("waiting for a stream that records", 900, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return d.inAnotherThread(() -> cuStreamSynchronize(d.stream));
    }),
    new Misuse("waiting for another stream while this thread records", 900, d -> {
      CUstream other = new CUstream();
      cuStreamCreate(other, 0);
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return cuStreamSynchronize(other);
    }),
    new Misuse("memory in another thread while one records for all", 900, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_GLOBAL);
      return d.inAnotherThread(() -> cuMemAlloc(new CUdeviceptr(), 16));
    }),
    new Misuse("a graph launched into a recording", 900, d -> {
      CUgraphExec graph = d.graph();
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return cuGraphLaunch(graph, d.stream);
    }),
    new Misuse("a recording that was broken", 901, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      cuMemAlloc(new CUdeviceptr(), 16);
      return cuStreamEndCapture(d.stream, new CUgraph());
    }),
    new Misuse("a recording that another thread ends", 908, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return d.inAnotherThread(() -> cuStreamEndCapture(d.stream, new CUgraph()));
    }),
    new Misuse("a recording begun twice", 401, d -> {
      d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    }),
    new Misuse("a recording that nobody began", 401,
        d -> cuStreamEndCapture(d.stream, new CUgraph())),
    new Misuse("a graph that is destroyed", 400, d -> {
      CUgraphExec graph = d.graph();
      cuGraphExecDestroy(graph);
      return cuGraphLaunch(graph, d.stream);
    }),
    new Misuse("the time between events that are not done", 600, d -> d.elapsed(true, false)),
    new Misuse("the time between events that were not recorded", 400, d -> d.elapsed(false, true)),
    new Misuse("a thread without a context", 201,
        d -> d.inThread(() -> cuMemAlloc(new CUdeviceptr(), 16))),
    new Misuse("calls before cuInit", 3, d -> {
      FakeDriver.reset();
      return cuMemAlloc(new CUdeviceptr(), 16);
    }),
  };

  @TestFactory
  Stream<DynamicTest> misuseIsRefused() {
    return Arrays.stream(ALL)
        .map(
            m -> DynamicTest.dynamicTest(
                m.what,
                () -> {
                  FakeDriver.reset();
                  assertThat(m.calls.applyAsInt(new Device())).isEqualTo(m.answer);
                  assertThat(FakeDriver.refused()).isNotEmpty();
                }));
  }

  @Test
  void whatIsRightIsNotRefused() {
    FakeDriver.reset();
    Device d = new Device();
    int[] declared = new int[1];
    assertThat(JCudaDriver.cuFuncGetAttribute(declared, 1, d.kernel("copy"))).isZero();
    int most = (227 << 10) - declared[0];
    assertThat(JCudaDriver.cuFuncSetAttribute(d.kernel("copy"), 8, most)).isZero();
    assertThat(d.elapsed(true, true)).isZero();
    // Another thread's recording is nobody else's affair, unless it says so.
    d.record(CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    CUdeviceptr other = new CUdeviceptr();
    assertThat(d.inAnotherThread(() -> cuMemAlloc(other, 16))).isZero();
    assertThat(cuStreamEndCapture(d.stream, new CUgraph())).isZero();
    assertThat(FakeDriver.refused()).isEmpty();
  }

  /** A wait that is missing shows: nothing happens before it. */
  @Test
  void workIsDoneWhenSomebodyWaits() {
    FakeDriver.reset();
    Device d = new Device();
    assertThat(d.read(0, Device.BYTES)).isZero();
    cuStreamSynchronize(d.stream);
    assertThat(d.floats()).containsOnly(Float.NaN);
    d.fill(0, Device.BYTES);
    d.read(0, Device.BYTES);
    assertThat(d.floats()).containsOnly(Float.NaN);
    cuStreamSynchronize(d.stream);
    assertThat(d.floats()).containsOnly(0);
  }

  @Test
  void whatIsOpenIsCountedByKind() {
    FakeDriver.reset();
    Device d = new Device();
    CUdeviceptr pinned = new CUdeviceptr();
    cuMemAllocHost(pinned, 100);
    d.graph();
    assertThat(FakeDriver.open())
        .isEqualTo("executable graph 1\ngraph 1\nmemory 1\nmodule 1\npinned memory 1\nstream 1\n");
    cuMemFreeHost(pinned);
    cuMemFree(d.memory);
    assertThat(FakeDriver.open()).isEqualTo("executable graph 1\ngraph 1\nmodule 1\nstream 1\n");
  }

  @Test
  void faultsComeWhenTheyAreCalledFor() {
    FakeDriver.reset();
    Device d = new Device();
    FakeDriver.inject("cuMemAlloc_v2@2=2 cuModuleLoadData@*=209 kernel@3=719");
    assertThat(cuMemAlloc(new CUdeviceptr(), 16)).isZero();
    assertThat(cuMemAlloc(new CUdeviceptr(), 16)).isEqualTo(2);
    assertThat(cuMemAlloc(new CUdeviceptr(), 16)).isZero();
    for (int i = 0; i < 2; i++) {
      assertThat(cuModuleLoadData(new CUmodule(), Device.code())).isEqualTo(209);
    }
    CUfunction copy = d.kernel("copy");
    for (int expected : new int[] {0, 0, 719, 719}) {
      d.launch(copy, 256, 0, d.memory, d.memory);
      assertThat(cuStreamSynchronize(d.stream)).isEqualTo(expected);
    }
  }

  /** What is given back after a fault of the device counts as given back, whatever is answered. */
  @Test
  void aDeadContextTakesEverythingBack() {
    FakeDriver.reset();
    Device d = new Device();
    FakeDriver.inject("kernel@1=719");
    d.launch("copy", d.memory, d.memory);
    assertThat(cuStreamSynchronize(d.stream)).isEqualTo(719);
    assertThat(cuMemFree(d.memory)).isEqualTo(719);
    assertThat(cuModuleUnload(d.module)).isEqualTo(719);
    assertThat(cuStreamDestroy(d.stream)).isEqualTo(719);
    assertThat(FakeDriver.open()).isEmpty();
  }
}
