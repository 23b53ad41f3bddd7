package cnnc.runtime.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.gpu.KernelSource;
import cnnc.runtime.fault.Fault;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machine code that the driver does not take is made again, and its refusal is told. */
class KernelLoaderTest {
  private static final String TEXT = "extern \"C\" __global__ void one(float* x) { *x = 1; }\n";
  private static final byte[] DAMAGED = {1, 2, 3};

  /** A class beside which files can be put: its own class loader looks into the folder. */
  static final class Owner {}

  @TempDir Path folder;
  private KernelSource source;
  private final List<byte[]> tried = new ArrayList<>();

  @BeforeEach
  void putTheTextBesideAClass() throws Exception {
    System.setProperty("cnnc.cache", folder.resolve("cache").toString());
    Path beside = Files.createDirectories(folder.resolve("cnnc/runtime/cuda/driver"));
    Files.writeString(beside.resolve("one.cu"), TEXT);
    URL here = Owner.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL(), here}, null);
    source = new KernelSource(Class.forName(Owner.class.getName(), false, loader), "one", false);
  }

  @AfterEach
  void forget() {
    System.clearProperty("cnnc.cache");
  }

  private void build(byte[] code) throws Exception {
    Files.write(
        folder.resolve("cnnc/runtime/cuda/driver")
            .resolve(KernelSource.binaryName("one", TEXT, "sm_90", false)),
        code);
  }

  private byte[] load(Supplier<Optional<KernelCompiler>> compiler) {
    return new KernelLoader("sm_90", compiler)
        .load(
            source,
            code -> {
              tried.add(code);
              if (code.length == DAMAGED.length) {
                throw new Fault("CNN0720", "the GPU failed to load the kernels: bad image");
              }
              return code;
            });
  }

  @Test
  void whatWasBuiltNeedsNoCompiler() throws Exception {
    build(new byte[] {5});
    assertThat(load(() -> fail("asked for a compiler"))).containsExactly(5);
  }

  @Test
  void withoutACompilerTheSentenceSaysWhatIsMissing() throws Exception {
    assertThatThrownBy(() -> load(Optional::empty))
        .isInstanceOf(Fault.class)
        .hasMessage(
            "there is neither NVRTC 12 nor nvcc to compile the kernels; compile them beforehand"
                + " with `cnnc --cuda-arch=sm_90`");
    build(DAMAGED);
    assertThatThrownBy(() -> load(Optional::empty))
        .isInstanceOf(Fault.class)
        .hasMessage(
            "the kernels in the class path cannot be used (the GPU failed to load the kernels: bad"
                + " image), and there is neither NVRTC 12 nor nvcc to compile them again; compile"
                + " them beforehand with `cnnc --cuda-arch=sm_90`");
  }

  @Test
  void damagedCodeIsMadeAgainAndTheDamagedIsReplaced() throws Exception {
    Optional<KernelCompiler> compiler = KernelCompiler.find();
    assumeTrue(compiler.isPresent(), "there is neither nvcc nor NVRTC");
    build(DAMAGED);
    compiler.get().compile(TEXT, "sm_90", List.of());
    Path kept;
    try (var files = Files.walk(folder.resolve("cache"))) {
      kept = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.write(kept, DAMAGED);
    byte[] made = load(() -> compiler);
    assertThat(tried).hasSize(3).last().isEqualTo(made);
    assertThat(Files.readAllBytes(kept)).isEqualTo(made);
    // The next time it is there.
    tried.clear();
    assertThat(load(() -> compiler)).isEqualTo(made);
    assertThat(tried).hasSize(2);
  }
}
