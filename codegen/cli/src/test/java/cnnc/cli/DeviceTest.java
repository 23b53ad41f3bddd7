package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.graph.Target;
import cnnc.runtime.cuda.driver.Detection;
import cnnc.runtime.cuda.driver.KernelCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say and do about GPUs, on a machine that has none. */
class DeviceTest {
  private static final String SMALL =
      """
      net Small {
        input image : f32 8x8x3;
        label y     : class(4);
        conv1: conv(3, 8) relu pool(2)
        logits: dense(4)
      }
      data shapes {
        format = cifar_binary(image = 3x8x8);
        train  = "train.bin";
        test   = "test.bin";
      }
      augment train { standardize }
      recipe quick { data = shapes; augment = train; batch = 16; steps = 12; precision = tf32;
                     optimizer = adam(lr = 1e-2); }
      eval { data = shapes; augment = train; }
      """;

  @TempDir Path folder;

  private Path small() throws IOException {
    return Files.writeString(folder.resolve("small.cnn"), SMALL);
  }

  private static void withoutAGpu() {
    assumeTrue(Detection.detect().missing().isPresent(), "this machine has a GPU");
  }

  private List<String> files(Path in) throws IOException {
    try (Stream<Path> tree = Files.walk(in)) {
      return tree.filter(Files::isRegularFile).map(f -> in.relativize(f).toString()).sorted()
          .toList();
    }
  }

  @Test
  void theDoctorIsContentWithoutAGpuAndSaysSo() {
    Run run = Run.cnnc("doctor");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Java", "vector module", "GPU", "kernel compiler", "cuDNN")
        .doesNotContain("\tat ", "Exception", "UnsatisfiedLinkError");
    if (Detection.detect().missing().isPresent()) {
      assertThat(run.out()).containsPattern("missing +GPU +\\w");
    }
  }

  @Test
  void trainingOnAGpuThatIsNotThereIsOneSentence() throws IOException {
    withoutAGpu();
    for (String[] more : new String[][] {
        {"train", "--data=synthetic", "--out=" + folder.resolve("run")},
        {"eval", "--data=synthetic", "--weights=none"}}) {
      Run run = Run.cnnc(more[0], small(), "--device=cuda", more[1], more[2]);
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).startsWith("error[CNN0718]: there is no GPU to use: ")
          .hasLineCount(1).doesNotContain("\tat ", "Exception", "Error");
    }
    assertThat(folder.resolve("run")).doesNotExist();
    Run check = Run.cnnc("gpu-check", small());
    assertThat(check.code()).isEqualTo(1);
    assertThat(check.err()).startsWith("error[CNN0718]: ").hasLineCount(1);
  }

  @Test
  void autoTrainsOnTheCpuWhereThereIsNoGpu() throws IOException {
    withoutAGpu();
    Path out = folder.resolve("run");
    Run run =
        Run.cnnc("train", small(), "--device=auto", "--data=synthetic", "--out=" + out);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("note: the CPU is used, since ");
    Path other = folder.resolve("other");
    assertThat(Run.cnnc("train", small(), "--data=synthetic", "--out=" + other).code()).isZero();
    assertThat(out.resolve("model.safetensors"))
        .hasSameBinaryContentAs(other.resolve("model.safetensors"));
  }

  @Test
  void targetsDecideWhatIsWritten() throws IOException {
    Path cpu = folder.resolve("cpu");
    assertThat(Run.cnnc(small(), "-d", cpu, "-p", "a.b").code()).isZero();
    assertThat(files(cpu)).noneMatch(f -> f.contains("Cuda") || f.endsWith(".cu"));
    Path both = folder.resolve("both");
    assertThat(Run.cnnc(small(), "-d", both, "-p", "a.b", "--target=cpu,cuda").code()).isZero();
    assertThat(files(both)).containsAll(files(cpu))
        .contains("a/b/Small.cu", "a/b/SmallCuda.java", "a/b/SmallCudaTrain16.java");
    assertThat(both.resolve("a/b/SmallCuda.java")).content()
        .contains("new CudaNetwork.Compiled(Small.RECIPES.get(0), true,");
  }

  @Test
  void kernelsCanBeCompiledBeforehand() throws IOException {
    assumeTrue(KernelCompiler.find().isPresent(), "there is neither nvcc nor NVRTC");
    Run run =
        Run.cnnc(
            small(), "-d", folder.resolve("out"), "-p", "a", "--target=cuda",
            "--cuda-arch=sm_80,sm_90");
    assertThat(run.code()).as(run.err()).isZero();
    for (String kind : List.of("sm_80", "tf32.sm_80", "sm_90", "tf32.sm_90")) {
      assertThat(files(folder.resolve("out")))
          .filteredOn(f -> f.matches("a/Small\\.[0-9a-f]{12}\\." + kind + "\\.cubin"))
          .as(kind).hasSize(1);
    }
  }

  @Test
  void wrongOptionsAreUsage() throws IOException {
    Path out = folder.resolve("out");
    for (String[] wrong : new String[][] {
        {"--target=tpu"}, {"--target=cuda", "--cuda-arch=hopper"}, {"--cuda-arch=sm_90"}}) {
      Object[] all = new Object[wrong.length + 3];
      all[0] = small();
      all[1] = "-d";
      all[2] = out;
      System.arraycopy(wrong, 0, all, 3, wrong.length);
      Run run = Run.cnnc(all);
      assertThat(run.code()).as(String.join(" ", wrong)).isEqualTo(2);
      assertThat(run.err()).doesNotContain("\tat ");
    }
    assertThat(Run.cnnc("train", small(), "--device=gpu", "--out=" + out).code()).isEqualTo(2);
    assertThat(out).doesNotExist();
  }

  @Test
  void aNetWithoutARecipeCompilesForAGpuToo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bare.cnn"),
            "net Bare {\n input image : f32 4x4x3;\n label y : class(3);\n dense(3)\n}\n");
    NetworkFile source = NetworkFile.read(file, new ReadOptions());
    assertThat(new CompiledModel(source, source.model(null), Set.of(Target.CUDA)).type().getName())
        .endsWith("Bare");
  }

  @Test
  void gpuCheckSaysFirstWhatIsWrongWithTheCommand() throws IOException {
    Run run = Run.cnnc("gpu-check", small(), "--recipe=none");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("error[CNN0714]", "`none`");
  }
}
