package cnnc.runtime.cuda.driver;

import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.fault.Fault;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Finds machine code that the driver takes: what was made at build time, what was kept from an
 * earlier run, what is compiled now. One that is damaged, or for another architecture, only costs
 * time.
 *
 * @param architecture of the device
 * @param compiler asked for only when one is needed
 */
record KernelLoader(String architecture, Supplier<Optional<KernelCompiler>> compiler) {
  /**
   * The first code that loads, loaded.
   *
   * @param load throws a {@link Fault} when the driver does not take the code
   */
  <T> T load(KernelSource source, Function<byte[], T> load) {
    Optional<byte[]> built = source.binary(architecture);
    Fault refused = null;
    if (built.isPresent()) {
      try {
        return load.apply(built.get());
      } catch (Fault fault) {
        refused = fault;
      }
    }
    Optional<KernelCompiler> found = compiler.get();
    if (found.isEmpty()) {
      throw noCompiler(refused);
    }
    String text = source.text();
    List<String> options = KernelSource.options(source.tf32());
    Optional<byte[]> kept = found.get().kept(text, architecture, options);
    if (kept.isPresent()) {
      try {
        return load.apply(kept.get());
      } catch (Fault damaged) {
        // It is made anew, and takes the damaged one's place.
      }
    }
    return load.apply(found.get().make(text, architecture, options));
  }

  private Fault noCompiler(Fault refused) {
    String advice = "; compile them beforehand with `cnnc --cuda-arch=" + architecture + "`";
    return new Fault(
        "CNN0719",
        refused == null
            ? "there is neither NVRTC 12 nor nvcc to compile the kernels" + advice
            : "the kernels in the class path cannot be used (" + refused.getMessage()
                + "), and there is neither NVRTC 12 nor nvcc to compile them again" + advice);
  }
}
