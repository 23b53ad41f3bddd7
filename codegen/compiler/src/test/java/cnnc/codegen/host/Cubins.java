package cnnc.codegen.host;

import cnnc.codegen.emit.cuda.CudaSource;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.cuda.gpu.KernelSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Machine code for the fake driver, beside generated classes as if it had been made when they were
 * built; a parent of their loader.
 */
public final class Cubins extends ClassLoader {
  private static final Map<String, URL> MADE = new HashMap<>();

  private final Map<String, Supplier<URL>> files = new HashMap<>();

  /**
   * Machine code of these sources.
   *
   * @param edit what is done to each text before it is compiled; it still counts as the text's own
   */
  public Cubins(List<CudaSource> sources, UnaryOperator<String> edit, ClassLoader parent) {
    super(parent);
    for (CudaSource source : sources) {
      String name = source.path().substring(0, source.path().length() - ".cu".length());
      for (boolean tf32 : new boolean[] {false, true}) {
        files.put(
            KernelSource.binaryName(name, source.text(), "sm_90", tf32),
            () -> compiled(edit.apply(source.text()), tf32));
      }
    }
  }

  private static synchronized URL compiled(String cuda, boolean tf32) {
    return MADE.computeIfAbsent(
        tf32 + cuda,
        key -> {
          try {
            Path file = Files.createTempFile("kernels", ".cubin");
            file.toFile().deleteOnExit();
            Files.write(file, FakeDriver.compile(cuda, KernelSource.options(tf32)));
            return file.toUri().toURL();
          } catch (IOException fault) {
            throw new UncheckedIOException(fault);
          }
        });
  }

  @Override
  protected URL findResource(String name) {
    return files.containsKey(name) ? files.get(name).get() : super.findResource(name);
  }
}
