package cnnc.runtime.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.fault.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is a sentence, whatever is missing. */
class DetectionTest {
  private static void isAClause(Optional<String> why) {
    assertThat(why).hasValueSatisfying(
        text -> assertThat(text).hasSizeBetween(10, 200)
            .doesNotContain("\n", "\tat ", "Exception", "Error", "jcuda."));
  }

  @Test
  void withoutAGpuOpeningIsOneSentence() {
    Detection found = Detection.detect();
    assumeTrue(found.missing().isPresent(), "this machine has a GPU");
    isAClause(found.missing());
    assertThatThrownBy(CudaGpu::open).isInstanceOf(Fault.class)
        .hasMessageStartingWith("there is no GPU to use: ").hasMessageContaining("cnnc doctor");
    // Asked again, it says the same: what failed to load once fails otherwise the second time.
    assertThat(Detection.detect()).isEqualTo(found);
  }

  @Test
  void theDriversClassesFailInAClauseToo() {
    assumeTrue(Natives.platform(), "JCuda has no natives for this machine");
    assumeTrue(Detection.detect().missing().isPresent(), "this machine has a GPU");
    assertThat(Natives.load("jcuda.driver.JCudaDriver"))
        .contains("the NVIDIA driver's libcuda.so.1 is missing");
    assertThat(Natives.load("jcuda.jcudnn.JCudnn")).contains("libcudnn.so.9 is missing");
    isAClause(Natives.load("jcuda.nvrtc.JNvrtc"));
    assertThat(Natives.load("no.such.Class")).contains("no.such.Class is not on the class path");
  }

  /** A block of an older device has 48 KiB of shared memory, and the tiles of a product 52. */
  @Test
  void aDeviceThatIsTooOldIsAClause() {
    isAClause(Detection.device("Quadro P1000", 6, 1, "12.6").missing());
    Detection oldest = Detection.device("Tesla V100", 7, 0, "12.6");
    assertThat(oldest.missing()).isEmpty();
    assertThat(oldest.architecture()).isEqualTo("sm_70");
  }

  @Test
  void nativesLeaveNothingInTheTemporaryFolder() throws Exception {
    String before = System.getProperty("java.io.tmpdir");
    Natives.load("jcuda.runtime.JCuda");
    assertThat(System.getProperty("java.io.tmpdir")).isEqualTo(before);
    try (var files = Files.list(Path.of(before))) {
      assertThat(files.filter(f -> f.getFileName().toString().startsWith("libJCudaRuntime")))
          .isEmpty();
    }
  }

  @Test
  void damagedOrIncompleteLibrariesAreAClause(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("libcudnn.so.9"), "not a library");
    assertThat(Libraries.load(folder, List.of("libcudnn.so.9")))
        .contains(folder.resolve("libcudnn.so.9") + " cannot be loaded");
    assertThat(Libraries.load(folder, List.of("libcudnn_graph.so.9", "libcudnn.so.9")))
        .contains(folder.resolve("libcudnn_graph.so.9") + " is missing");
  }

  @Test
  void aNamedFolderIsTheOnlyOneThatIsLookedInto(@TempDir Path folder) throws Exception {
    System.setProperty("cnnc.cudnn", folder.toString());
    try {
      assertThat(Libraries.folder("cudnn", "libcudnn.so.9")).isEmpty();
      Files.createFile(folder.resolve("libcudnn.so.9"));
      assertThat(Libraries.folder("cudnn", "libcudnn.so.9")).contains(folder);
    } finally {
      System.clearProperty("cnnc.cudnn");
    }
  }

  @Test
  void theDoctorHasAStateForEverythingAndAdviceForWhatIsMissing() {
    assertThat(Doctor.examine())
        .hasSize(6)
        .allSatisfy(
            f -> {
              assertThat(f.state()).isNotBlank().doesNotContain("\n", "\tat ");
              assertThat(f.advice().isEmpty()).as(f.what()).isEqualTo(f.found());
            });
  }
}
