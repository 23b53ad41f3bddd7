package cnnc.runtime.cuda.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cuDNN opens of CUDA is looked for before cuDNN is used; no machine has CUDA 99. */
class CudnnLibraryTest {
  @TempDir Path nvidia;
  private Path cudnn;

  @BeforeEach
  void aPythonEnvironment() throws IOException {
    cudnn = Files.createDirectories(nvidia.resolve("cudnn").resolve("lib"));
  }

  private Path put(String owner, String file) throws IOException {
    Path folder = Files.createDirectories(nvidia.resolve(owner).resolve("lib"));
    return Files.writeString(folder.resolve(file), "not a library");
  }

  private Optional<String> load() {
    return CudnnLibrary.loadCompanions(cudnn, 99);
  }

  @Test
  void eachThatIsMissingIsNamed() throws IOException {
    assertThat(load())
        .contains("libnvrtc.so.99, which cuDNN opens, was found neither beside it nor elsewhere");
    Path nvrtc = put("cuda_nvrtc", "libnvrtc.so.99");
    assertThat(load()).contains("libnvrtc-builtins.so.99 is missing in " + nvrtc.getParent());
    // Another CUDA's is none of this one's, and neither is a variant of its own name.
    put("cuda_nvrtc", "libnvrtc-builtins.so.98.9");
    put("cuda_nvrtc", "libnvrtc-builtins.alt.so.99.1");
    assertThat(load()).contains("libnvrtc-builtins.so.99 is missing in " + nvrtc.getParent());
  }

  @Test
  void theBuiltInsAreLoadedFirst() throws IOException {
    put("cu99", "libnvrtc.so.99");
    Path builtins = put("cu99", "libnvrtc-builtins.so.99.1");
    assertThat(load()).contains(builtins + " cannot be loaded");
  }

  @Test
  void theyAreFoundInCudnnsOwnFolderAndBesideIt() throws IOException {
    assertThat(Libraries.companionFolder(cudnn, "libcublasLt.so.99")).isEmpty();
    Path beside = put("cu99", "libcublasLt.so.99").getParent();
    assertThat(Libraries.companionFolder(cudnn, "libcublasLt.so.99")).contains(beside);
    put("cudnn", "libcublasLt.so.99");
    assertThat(Libraries.companionFolder(cudnn, "libcublasLt.so.99")).contains(cudnn);
  }
}
