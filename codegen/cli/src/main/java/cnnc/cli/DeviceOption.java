package cnnc.cli;

import cnnc.cli.terminal.Notes;
import cnnc.codegen.graph.Target;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.driver.Detection;
import cnnc.runtime.cuda.driver.KernelCompiler;
import cnnc.runtime.net.CompiledNetwork;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where a network runs. */
final class DeviceOption {
  enum Kind {
    CPU,
    CUDA,
    AUTO;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--device",
      paramLabel = "cpu|cuda|auto",
      defaultValue = "cpu",
      description = "Where it runs; auto takes a GPU where there is one.")
  private Kind kind;

  /** What to compile for beside the CPU; {@code auto} looks for a GPU and says why there is none. */
  Set<Target> targets() {
    if (kind == Kind.AUTO) {
      Optional<String> missing = Detection.detect().missing().or(DeviceOption::noCompiler);
      missing.ifPresent(why -> Notes.print("the CPU is used, since %s", why));
      kind = missing.isPresent() ? Kind.CPU : Kind.CUDA;
    }
    if (kind == Kind.CUDA) {
      // A machine without a GPU should say so before anything is compiled.
      CudaGpu.open().close();
    }
    return kind == Kind.CUDA ? Set.of(Target.CUDA) : Set.of();
  }

  private static Optional<String> noCompiler() {
    return KernelCompiler.find().isPresent()
        ? Optional.empty()
        : Optional.of("there is neither NVRTC 12 nor nvcc to compile kernels for the GPU");
  }

  /** Brings the network to its device. */
  void use(CompiledModel compiled, CompiledNetwork network) {
    if (kind == Kind.CUDA) {
      network.use(compiled.openGpu());
    }
  }
}
