package cnnc.runtime.cuda.fake;

import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.driver.CudaGpu;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import jcuda.Pointer;
import jcuda.driver.CUgraph;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnConvolutionDescriptor;
import jcuda.jcudnn.cudnnConvolutionFwdAlgoPerf;
import jcuda.jcudnn.cudnnFilterDescriptor;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import jcuda.runtime.cudaStream_t;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Misuse of cuDNN, through JCudnn. */
@Tag(FakeDriver.TAG)
class CudnnRulesTest {
  private record Misuse(String what, int answer, ToIntFunction<Library> calls) {}

  /** A library with a convolution of a 4x4x1 image by one 3x3 window, all in one memory. */
  private static final class Library {
    final Device device = new Device();
    final cudnnHandle handle = new cudnnHandle();
    final cudnnTensorDescriptor image = new cudnnTensorDescriptor();
    final cudnnTensorDescriptor result = new cudnnTensorDescriptor();
    final cudnnFilterDescriptor window = new cudnnFilterDescriptor();
    final cudnnConvolutionDescriptor convolution = new cudnnConvolutionDescriptor();
    final Pointer workspace = device.allocate(2000);

    Library() {
      assertThat(JCudnn.cudnnCreate(handle)).isZero();
      assertThat(JCudnn.cudnnSetStream(handle, new cudaStream_t(device.stream))).isZero();
      JCudnn.cudnnCreateTensorDescriptor(image);
      JCudnn.cudnnCreateTensorDescriptor(result);
      JCudnn.cudnnCreateFilterDescriptor(window);
      JCudnn.cudnnCreateConvolutionDescriptor(convolution);
      assertThat(describe(image, CUDNN_TENSOR_NHWC, 4)).isZero();
      assertThat(describe(result, CUDNN_TENSOR_NHWC, 2)).isZero();
      assertThat(JCudnn.cudnnSetFilter4dDescriptor(window, 0, CUDNN_TENSOR_NHWC, 1, 1, 3, 3))
          .isZero();
      assertThat(JCudnn.cudnnSetConvolution2dDescriptor(convolution, 0, 0, 1, 1, 1, 1, 1, 0))
          .isZero();
    }

    int describe(cudnnTensorDescriptor tensor, int format, int size) {
      return JCudnn.cudnnSetTensor4dDescriptor(tensor, format, 0, 1, 1, size, size);
    }

    /** With room for the wrong count that a refused call leaves. */
    int find() {
      return JCudnn.cudnnFindConvolutionForwardAlgorithm(
          handle, image, window, convolution, result, 4, new int[1],
          new cudnnConvolutionFwdAlgoPerf[5]);
    }

    int convolve(Pointer to, int algorithm, long scratch) {
      return JCudnn.cudnnConvolutionForward(
          handle, number(1), image, device.memory, window, device.memory, convolution, algorithm,
          workspace, scratch, number(0), result, to);
    }

    int convolve() {
      return convolve(device.memory.withByteOffset(512), 1, 2000);
    }

    private static Pointer number(float value) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
      return Pointer.to(buffer.putFloat(0, value));
    }
  }

  private static final Misuse[] ALL = {
    new Misuse("images by channel first", 2000, l -> l.describe(l.image, CUDNN_TENSOR_NCHW, 4)),
    new Misuse("shapes that do not fit", 2000, l -> {
      l.describe(l.result, CUDNN_TENSOR_NHWC, 3);
      return l.find();
    }),
    new Misuse("a descriptor that is destroyed", 2000, l -> {
      JCudnn.cudnnDestroyFilterDescriptor(l.window);
      return l.convolve();
    }),
    new Misuse("a handle destroyed twice", 2000, l -> {
      JCudnn.cudnnDestroy(l.handle);
      return JCudnn.cudnnDestroy(l.handle);
    }),
    new Misuse("a workspace that is too small", 2000,
        l -> l.convolve(l.device.memory.withByteOffset(512), 1, 1999)),
    new Misuse("a workspace larger than its memory", 2000,
        l -> l.convolve(l.device.memory.withByteOffset(512), 1, 2001)),
    new Misuse("an algorithm that cannot do it", 3000,
        l -> l.convolve(l.device.memory.withByteOffset(512), 2, 2000)),
    new Misuse("a result that reaches outside", 2000,
        l -> l.convolve(l.device.memory.withByteOffset(Device.BYTES - 8), 1, 2000)),
    new Misuse("a first convolution that is recorded", 5000, l -> {
      l.device.record(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return l.convolve();
    }),
    new Misuse("measuring while this thread records", 5000, l -> {
      l.convolve();
      l.device.record(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return l.find();
    }),
    new Misuse("a handle made while this thread records", 5000, l -> {
      l.device.record(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
      return JCudnn.cudnnCreate(new cudnnHandle());
    }),
    new Misuse("a handle in a thread without a context", 1001,
        l -> l.device.inThread(() -> JCudnn.cudnnCreate(new cudnnHandle()))),
  };

  @BeforeAll
  static void load() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    FakeDriver.load();
    // Asking for its name loads cuDNN too.
    try (CudaGpu gpu = CudaGpu.open()) {
      assertThat(gpu.name()).contains("cuDNN 91900");
    }
  }

  @TestFactory
  Stream<DynamicTest> misuseIsRefused() {
    return Arrays.stream(ALL)
        .map(
            m -> DynamicTest.dynamicTest(
                m.what,
                () -> {
                  FakeDriver.reset();
                  assertThat(m.calls.applyAsInt(new Library())).isEqualTo(m.answer);
                  assertThat(FakeDriver.refused()).isNotEmpty();
                }));
  }

  @Test
  void whatIsRightIsDone() {
    FakeDriver.reset();
    Library l = new Library();
    assertThat(l.find()).isZero();
    assertThat(l.device.fill(0, Device.BYTES)).isZero();
    assertThat(l.convolve()).isZero();
    // A later one can be recorded.
    JCudaDriver.cuStreamSynchronize(l.device.stream);
    l.device.record(CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL);
    assertThat(l.convolve()).isZero();
    assertThat(JCudaDriver.cuStreamEndCapture(l.device.stream, new CUgraph())).isZero();
    assertThat(FakeDriver.refused()).isEmpty();
    assertThat(FakeDriver.open())
        .isEqualTo(
            "convolution descriptor 1\ncuDNN handle 1\nfilter descriptor 1\ngraph 1\nmemory 2\n"
                + "module 1\nstream 1\ntensor descriptor 2\n");
  }
}
