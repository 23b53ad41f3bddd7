package cnnc.runtime.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.fault.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCompilerTest {
  private static final String KERNEL =
      "extern \"C\" __global__ void twice(float* x) { x[threadIdx.x] *= FACTOR; }\n";

  @TempDir Path folder;
  private KernelCompiler compiler;

  @BeforeEach
  void findOne() {
    System.setProperty("cnnc.cache", folder.toString());
    assumeTrue(KernelCompiler.find().isPresent(), "there is neither nvcc nor NVRTC");
    compiler = KernelCompiler.find().orElseThrow();
  }

  @AfterEach
  void forget() {
    System.clearProperty("cnnc.cache");
  }

  private List<Path> kept() throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void whatWasCompiledOnceIsKeptByTextArchitectureAndOptions() throws Exception {
    byte[] code = compiler.compile(KERNEL, "sm_90", List.of("-DFACTOR=2"));
    assertThat(kept()).hasSize(1);
    Path file = kept().get(0);
    assertThat(Files.readAllBytes(file)).isEqualTo(code);
    // The second time it is read, not made.
    Files.write(file, new byte[] {1, 2, 3});
    assertThat(compiler.compile(KERNEL, "sm_90", List.of("-DFACTOR=2"))).containsExactly(1, 2, 3);
    compiler.compile(KERNEL, "sm_90", List.of("-DFACTOR=3"));
    compiler.compile(KERNEL, "sm_80", List.of("-DFACTOR=2"));
    compiler.compile(KERNEL + "\n", "sm_90", List.of("-DFACTOR=2"));
    assertThat(kept()).hasSize(4);
  }

  @Test
  void aCacheThatCannotBeWrittenOnlyCostsTime() throws Exception {
    System.setProperty("cnnc.cache", Files.createFile(folder.resolve("file")).toString());
    assertThat(compiler.compile(KERNEL, "sm_90", List.of("-DFACTOR=2"))).isNotEmpty();
  }

  @Test
  void badTextAndUnknownArchitecturesAreOneSentenceAndLeaveNothing() throws Exception {
    for (String[] bad : new String[][] {{"not CUDA", "sm_90"}, {KERNEL, "sm_11"}}) {
      assertThatThrownBy(() -> compiler.compile(bad[0], bad[1], List.of("-DFACTOR=2")))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("cannot compile the kernels: ")
          .satisfies(f -> assertThat(f.getMessage()).doesNotContain("\n"));
    }
    assertThat(kept()).isEmpty();
  }

  @Test
  void aCubinThatIsCutShortIsNoticed() {
    byte[] code = compiler.compile(KERNEL, "sm_90", List.of("-DFACTOR=2"));
    assertThat(Cubin.whole(code)).isTrue();
    for (int length = 0; length < code.length; length += 7) {
      assertThat(Cubin.whole(Arrays.copyOf(code, length))).as("%d bytes", length).isFalse();
    }
    assertThat(Cubin.whole(new byte[code.length])).isFalse();
  }
}
