package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.driver.Algorithms.Algorithm;
import cnnc.runtime.cuda.driver.Choices.Choice;
import cnnc.runtime.cuda.gpu.ConvolutionShape;
import cnnc.runtime.cuda.gpu.Convolutions;
import cnnc.runtime.cuda.gpu.DeviceMemory;
import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.cuda.gpu.Resources;
import cnnc.runtime.cuda.gpu.Stopwatch;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.files.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jcuda.jcudnn.JCudnn;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnMathType;
import jcuda.runtime.cudaStream_t;

/** NVIDIA's convolutions through JCudnn. */
final class Cudnn implements Convolutions {
  private final CudaGpu gpu;
  private final boolean tf32;
  private final Choices choices;
  private final cudnnHandle handle = new cudnnHandle();
  private final Algorithms algorithms;
  private final Resources open = new Resources();

  Cudnn(CudaGpu gpu, KernelSource kernels, boolean exact) {
    this.gpu = gpu;
    tf32 = kernels.tf32();
    choices =
        new Choices(
            gpu.found().name().replaceAll("[^A-Za-z0-9]+", "-") + "-cudnn-"
                + CudnnLibrary.version() + (tf32 ? "-tf32" : "-fp32") + (exact ? "-exact" : "")
                + "-" + Sha256.of(kernels.text()).substring(0, 12));
    synchronized (CudaGpu.CONTEXT) {
      gpu.enter();
      check(JCudnn.cudnnCreate(handle), "start");
      open.add(() -> JCudnn.cudnnDestroy(handle));
      try {
        check(JCudnn.cudnnSetStream(handle, new cudaStream_t(gpu.stream())), "take the stream");
      } catch (Fault fault) {
        open.closeAfter(fault);
        throw fault;
      }
    }
    algorithms = new Algorithms(handle, exact);
  }

  static void check(int status, String what) {
    if (status != 0) {
      throw new Fault(
          "CNN0720", "cuDNN failed to " + what + ": " + JCudnn.cudnnGetErrorString(status));
    }
  }

  /** cuDNN pads both sides alike: what reaches further on one side is left to generated kernels. */
  private static boolean supported(ConvolutionShape s) {
    int reachY = (s.windowHeight() - 1) * s.dilationY() + 1;
    int reachX = (s.windowWidth() - 1) * s.dilationX() + 1;
    return (s.height() + 2 * s.top() - reachY) / s.strideY() + 1 == s.outHeight()
        && (s.width() + 2 * s.left() - reachX) / s.strideX() + 1 == s.outWidth();
  }

  @Override
  public Optional<Runnable> plan(
      Direction direction, ConvolutionShape shape, long first, long second, long result,
      Runnable kernel) {
    if (!supported(shape)) {
      return Optional.empty();
    }
    Operands operands = new Operands(direction, first, second, result);
    String key = direction + " " + shape.key();
    synchronized (CudaGpu.CONTEXT) {
      gpu.enter();
      Optional<Choice> choice = choices.get(key);
      if (choice.isEmpty()) {
        choice = compare(operands, shape, kernel);
        choice.ifPresent(c -> choices.put(key, c));
      }
      Optional<Runnable> call =
          choice.flatMap(Choice::algorithm).map(a -> call(operands, shape, a));
      // cuDNN sets itself up in a first call, which nobody may record.
      call.ifPresent(Runnable::run);
      return call;
    }
  }

  private record Operands(Direction direction, long first, long second, long result) {}

  private CudnnShape describe(ConvolutionShape shape) {
    return new CudnnShape(
        shape, tf32 ? cudnnMathType.CUDNN_DEFAULT_MATH : cudnnMathType.CUDNN_FMA_MATH);
  }

  private Runnable call(Operands operands, ConvolutionShape shape, Algorithm algorithm) {
    CudnnShape described = open.add(describe(shape));
    DeviceMemory workspace = open.add(new DeviceMemory(gpu, algorithm.workspace()));
    return call(operands, described, algorithm, workspace);
  }

  private Runnable call(
      Operands o, CudnnShape described, Algorithm algorithm, DeviceMemory workspace) {
    CudnnCall call =
        new CudnnCall(
            handle, described, algorithm, new Address(o.first), new Address(o.second),
            new Address(o.result), new Address(workspace.address()));
    return switch (o.direction) {
      case FORWARD -> call::forward;
      case INPUT_GRADIENT -> call::inputGradient;
      case WEIGHT_GRADIENT -> call::weightGradient;
    };
  }

  /**
   * Times the generated kernel and cuDNN's best; empty where cuDNN cannot be tried now, for want of
   * memory, say.
   */
  private Optional<Choice> compare(
      Operands operands, ConvolutionShape shape, Runnable kernel) {
    try (CudnnShape described = describe(shape)) {
      List<Algorithm> best = algorithms.fastest(operands.direction, described);
      long scratch = best.stream().mapToLong(Algorithm::workspace).max().orElse(0);
      try (DeviceMemory workspace = new DeviceMemory(gpu, scratch)) {
        List<Runnable> calls = new ArrayList<>();
        calls.add(kernel);
        best.forEach(a -> calls.add(call(operands, described, a, workspace)));
        double[] micros = times(calls);
        double[] cudnn = Arrays.copyOfRange(micros, 1, micros.length);
        return Optional.of(Choice.of(micros[0], best, cudnn));
      }
    } catch (Fault fault) {
      return Optional.empty();
    }
  }

  /**
   * In two passes, of which the better counts: the device is slow at first.
   *
   * @param calls the generated kernel, then those of cuDNN
   */
  private double[] times(List<Runnable> calls) {
    double[] micros = new double[calls.size()];
    Arrays.fill(micros, Double.POSITIVE_INFINITY);
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < micros.length; i++) {
        try {
          calls.get(i).run();
          gpu.await();
          micros[i] = Math.min(micros[i], Stopwatch.microseconds(gpu, calls.get(i)));
        } catch (Fault unable) {
          if (i == 0) {
            throw unable;
          }
          // An algorithm that fails, or cannot be recorded, is none to choose.
          micros[i] = Double.POSITIVE_INFINITY;
        }
      }
    }
    return micros;
  }

  @Override
  public void close() {
    synchronized (CudaGpu.CONTEXT) {
      try {
        gpu.await();
      } finally {
        open.close();
      }
    }
  }
}
