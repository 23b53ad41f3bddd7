package cnnc.cli;

import cnnc.codegen.emit.cuda.CudaSource;
import cnnc.codegen.files.GeneratedFile;
import cnnc.runtime.cuda.driver.KernelCompiler;
import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.fault.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Machine code of kernels, made while the network is compiled. */
final class KernelBinaries {
  private KernelBinaries() {}

  /** The files that a program looks for beside its classes, for both precisions. */
  static List<GeneratedFile> of(List<CudaSource> sources, Collection<String> architectures) {
    List<GeneratedFile> files = new ArrayList<>();
    if (architectures.isEmpty()) {
      return files;
    }
    KernelCompiler compiler =
        KernelCompiler.find()
            .orElseThrow(
                () -> new Fault(
                    "CNN0719", "--cuda-arch needs nvcc on the PATH, or NVRTC 12; see `cnnc doctor`"));
    for (CudaSource source : sources) {
      String name = source.path().substring(0, source.path().length() - ".cu".length());
      for (String architecture : new TreeSet<>(architectures)) {
        for (boolean tf32 : new boolean[] {false, true}) {
          files.add(
              new GeneratedFile(
                  KernelSource.binaryName(name, source.text(), architecture, tf32),
                  compiler.compile(source.text(), architecture, KernelSource.options(tf32))));
        }
      }
    }
    return files;
  }
}
