package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Convolutions;
import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.fault.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;
import jcuda.runtime.cudaStream_t;

/** NVIDIA's convolutions through JCudnn. */
final class Cudnn implements Convolutions {
  private final CudaGpu gpu;
  private final cudnnHandle handle = new cudnnHandle();
  private final Algorithms algorithms;
  private final List<AutoCloseable> open = new ArrayList<>();
  private boolean closed;

  Cudnn(CudaGpu gpu, boolean tf32, boolean exact) {
    this.gpu = gpu;
    check(JCudnn.cudnnCreate(handle), "start");
    check(JCudnn.cudnnSetStream(handle, new cudaStream_t(gpu.stream())), "take the stream");
    algorithms = new Algorithms(handle, gpu.found(), CudnnLibrary.version(), tf32, exact);
  }

  static void check(int status, String what) {
    if (status != 0) {
      throw new Fault(
          "CNN0720", "cuDNN failed to " + what + ": " + JCudnn.cudnnGetErrorString(status));
    }
  }

  /** cuDNN pads both sides alike: what reaches further on one side is left to generated kernels. */
  private static boolean supported(ConvolutionShape s) {
    return (s.height() + 2 * s.top() - s.windowHeight()) / s.strideY() + 1 == s.outHeight()
        && (s.width() + 2 * s.left() - s.windowWidth()) / s.strideX() + 1 == s.outWidth();
  }

  @Override
  public Optional<Runnable> plan(
      Direction direction, ConvolutionShape shape, long first, long second, long result) {
    if (!supported(shape)) {
      return Optional.empty();
    }
    gpu.enter();
    CudnnShape described = new CudnnShape(shape, algorithms.mathType());
    open.add(described);
    Optional<Algorithms.Choice> choice = algorithms.choose(direction, shape, described);
    if (choice.isEmpty()) {
      return Optional.empty();
    }
    DeviceMemory workspace = new DeviceMemory(gpu, choice.get().workspace());
    open.add(workspace);
    CudnnCall call =
        new CudnnCall(
            handle, described, choice.get(), new Address(first), new Address(second),
            new Address(result), new Address(workspace.address()));
    return Optional.of(
        switch (direction) {
          case FORWARD -> call::forward;
          case INPUT_GRADIENT -> call::inputGradient;
          case WEIGHT_GRADIENT -> call::weightGradient;
        });
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    gpu.await();
    for (AutoCloseable resource : open) {
      try {
        resource.close();
      } catch (Exception impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    JCudnn.cudnnDestroy(handle);
  }
}
