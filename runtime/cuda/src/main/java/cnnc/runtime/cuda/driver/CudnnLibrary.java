package cnnc.runtime.cuda.driver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.jcudnn.JCudnn;

/**
 * cuDNN's shared objects. cuDNN opens its parts and libraries of CUDA by name while it works, and
 * ends the process when one is missing: all are loaded first, or cuDNN counts as missing.
 */
final class CudnnLibrary {
  static final String FILE = "libcudnn.so.9";

  private static final List<String> PARTS =
      List.of(
          "libcudnn_graph.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9",
          "libcudnn_heuristic.so.9", "libcudnn_engines_runtime_compiled.so.9",
          "libcudnn_engines_precompiled.so.9", FILE);

  private static Optional<String> missing;

  private CudnnLibrary() {}

  /** The folder that holds it. */
  static Optional<Path> folder() {
    return Libraries.folder("cudnn", FILE);
  }

  /** Why cuDNN cannot be used; empty when it can. */
  static synchronized Optional<String> missing() {
    if (missing == null) {
      missing = folder().map(CudnnLibrary::load).orElse(Optional.of(FILE + " is missing"));
    }
    return missing;
  }

  /** A number such as 91900; only where nothing is missing. */
  static long version() {
    return JCudnn.cudnnGetVersion();
  }

  private static Optional<String> load(Path folder) {
    Optional<String> reason = Libraries.load(folder, PARTS);
    if (reason.isEmpty()) {
      reason = Natives.load("jcuda.jcudnn.JCudnn");
    }
    return reason.isPresent()
        ? reason
        : loadCompanions(folder, JCudnn.cudnnGetCudartVersion() / 1000);
  }

  /**
   * Loads what cuDNN opens of CUDA: NVRTC with its built-ins, and cuBLASLt.
   *
   * @param cudnn cuDNN's folder
   * @param cuda the major version of CUDA that cuDNN was built for
   * @return empty when that worked, else why not
   */
  static Optional<String> loadCompanions(Path cudnn, long cuda) {
    for (String file : List.of("libnvrtc.so." + cuda, "libcublasLt.so." + cuda)) {
      Optional<Path> folder = Libraries.companionFolder(cudnn, file);
      if (folder.isEmpty()) {
        return Optional.of(file + ", which cuDNN opens, was found neither beside it nor elsewhere");
      }
      List<String> files = new ArrayList<>();
      if (file.startsWith("libnvrtc")) {
        files.addAll(Libraries.nvrtcBuiltins(folder.get(), cuda));
        if (files.isEmpty()) {
          return Optional.of("libnvrtc-builtins.so." + cuda + " is missing in " + folder.get());
        }
      }
      files.add(file);
      Optional<String> reason = Libraries.load(folder.get(), files);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }
}
