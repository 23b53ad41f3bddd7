package cnnc.runtime.cuda.driver;

import cnnc.runtime.net.Lanes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this machine has of all that cnnc can use, and what to do about the rest. */
public final class Doctor {
  /**
   * One thing that was looked for.
   *
   * @param advice what to do when it is missing; empty when nothing needs doing
   */
  public record Finding(String what, boolean found, String state, String advice) {}

  private Doctor() {}

  /** All findings, in the order in which one needs the other. */
  public static List<Finding> examine() {
    List<Finding> all = new ArrayList<>();
    all.add(
        new Finding(
            "Java", true,
            System.getProperty("java.vm.name") + " " + System.getProperty("java.version"), ""));
    boolean vector = Lanes.available();
    all.add(
        new Finding(
            "vector module", vector,
            vector ? Lanes.best() + " lanes of a float" : "not switched on",
            vector ? "" : "start java with --add-modules jdk.incubator.vector"));
    all.add(
        new Finding(
            "natives of JCuda", Natives.platform(),
            Natives.platform() ? "for Linux on x86-64" : "not for this machine",
            Natives.platform() ? "" : "train on the CPU, or on Linux on x86-64"));
    Detection gpu = Detection.detect();
    all.add(
        new Finding(
            "GPU", gpu.missing().isEmpty(),
            gpu.missing().orElse(
                gpu.name() + ", " + gpu.architecture() + ", driver for CUDA " + gpu.driver()),
            gpu.missing().map(Doctor::advice).orElse("")));
    Optional<KernelCompiler> compiler = KernelCompiler.find();
    all.add(
        new Finding(
            "kernel compiler", compiler.isPresent(),
            compiler.map(KernelCompiler::tool).orElse("neither NVRTC 12 nor nvcc"),
            compiler.isPresent()
                ? ""
                : "put nvcc on the PATH, or name NVRTC's folder in CNNC_NVRTC, or compile kernels"
                    + " elsewhere with `cnnc --cuda-arch`"));
    all.add(cudnn(gpu));
    return all;
  }

  private static String advice(String missing) {
    if (missing.endsWith("or later is needed")) {
      return "train on the CPU, or on a newer device";
    }
    return missing.contains("temporary folder")
        ? "name a folder that can be written in -Djava.io.tmpdir"
        : "install NVIDIA's driver to train on a GPU";
  }

  private static Finding cudnn(Detection gpu) {
    Optional<Path> folder = CudnnLibrary.folder();
    if (folder.isEmpty()) {
      return new Finding(
          "cuDNN", false,
          Libraries.named("cudnn")
              .map(named -> "there is no libcudnn.so.9 in " + named + ", which CNNC_CUDNN names")
              .orElse("libcudnn.so.9 was not found"),
          "install cuDNN 9, or name its folder in CNNC_CUDNN; without it generated kernels"
              + " convolve");
    }
    if (gpu.missing().isPresent()) {
      return new Finding("cuDNN", true, "in " + folder.get() + ", not tried without a GPU", "");
    }
    Optional<String> missing = CudnnLibrary.missing();
    return new Finding(
        "cuDNN", missing.isEmpty(),
        missing.orElseGet(() -> CudnnLibrary.version() + " in " + folder.get()),
        missing.isEmpty()
            ? ""
            : "mend the installation, or name another folder in CNNC_CUDNN, or put the missing"
                + " file's on LD_LIBRARY_PATH; without cuDNN generated kernels convolve");
  }
}
