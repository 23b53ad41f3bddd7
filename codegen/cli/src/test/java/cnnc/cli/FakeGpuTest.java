package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.fake.FakeDriver;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands on a GPU that is none, through JCuda's natives, and what they say of faults. */
@Tag(FakeDriver.TAG)
@Tag("any-jdk")
class FakeGpuTest {
  private static final String SMALL =
      """
      net Small {
        input image : f32 6x6x3;
        label y     : class(4);
        conv1: conv(3, 8) relu lrn(2) pool(2)
        logits: dense(4)
      }
      data shapes {
        format = cifar_binary(image = 3x6x6);
        train  = "train.bin";
        test   = "test.bin";
      }
      augment train { flip(0.5) standardize }
      augment eval { standardize }
      recipe quick { data = shapes; augment = train; batch = 4; steps = 300;
                     optimizer = adam(lr = 1e-3); log = every(1 steps, "%d %.6f %.0f %.0f"); }
      eval { data = shapes; augment = eval; batch = 32; }
      """;

  private static final int RECORD = 1 + 3 * 6 * 6;

  @TempDir Path folder;
  private Path net;

  @BeforeAll
  static void available() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
  }

  @BeforeEach
  void load() throws IOException {
    FakeDriver.load();
    net = Files.writeString(folder.resolve("small.cnn"), SMALL);
    Files.write(folder.resolve("train.bin"), records(500, 1));
    Files.write(folder.resolve("test.bin"), records(100, 2));
  }

  /** Images whose label shows in their brightness and in noise. */
  private static byte[] records(int count, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[count * RECORD];
    for (int i = 0; i < bytes.length; i++) {
      int label = bytes[i / RECORD * RECORD];
      boolean first = i % RECORD == 0;
      bytes[i] =
          (byte) (first ? random.nextInt(4) : random.nextInt(30 + 50 * label) + i % 5 * label);
    }
    return bytes;
  }

  private Run train(String run, String device, String... more) {
    return Run.cnnc(
        Stream.concat(
                Stream.of(
                    "train", net, "--data=" + folder, "--threads=1", "--device=" + device,
                    "--out=" + folder.resolve(run)),
                Stream.of(more))
            .toArray());
  }

  private static void nothingIsOpenOrRefused() {
    assertThat(FakeDriver.open()).isEmpty();
    assertThat(FakeDriver.refused()).isEmpty();
  }

  @Test
  void theDoctorFindsAllOfIt() {
    Run run = Run.cnnc("doctor");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Fake H100, sm_90, driver for CUDA 13.0", "nvcc fake.", "91900")
        .doesNotContain("missing");
  }

  @Test
  void trainingAndJudgingGiveWhatTheCpuGives() {
    Run cpu = train("cpu", "cpu");
    assertThat(cpu.code()).as(cpu.err()).isZero();
    Run gpu = train("gpu", "cuda");
    assertThat(gpu.code()).as(gpu.err()).isZero();
    nothingIsOpenOrRefused();
    List<String> expected = cpu.out().lines().toList();
    List<String> found = gpu.out().lines().toList();
    assertThat(found).hasSameSizeAs(expected).hasSize(301);
    for (int i = 0; i < 300; i++) {
      assertThat(loss(found.get(i))).as("step " + i).isCloseTo(loss(expected.get(i)), offset(1e-3));
    }
    assertThat(loss(found.get(299))).isLessThan(0.8 * loss(found.get(0)));
    assertThat(found.get(300)).startsWith("precision @ 1 = ").isEqualTo(expected.get(300));
    Run eval =
        Run.cnnc(
            "eval", net, "--data=" + folder, "--device=cuda",
            "--weights=" + folder.resolve("gpu/model.safetensors"));
    assertThat(eval.code()).as(eval.err()).isZero();
    assertThat(eval.out()).startsWith(found.get(300) + "\n");
    nothingIsOpenOrRefused();
  }

  private static double loss(String line) {
    return Double.parseDouble(line.split(" ")[1]);
  }

  @Test
  void gpuCheckIsContent() throws IOException {
    Files.writeString(
        net,
        SMALL.replace("6x6", "4x4").replace("conv(3, 8)", "conv(3, 4)")
            .replace("batch = 4", "batch = 2"));
    Run run = Run.cnnc("gpu-check", net);
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("Fake H100", "cuDNN 91900", "all agree")
        .doesNotContain("DIFFERS");
    nothingIsOpenOrRefused();
  }

  /** A fault at any moment is one sentence, gives everything back, and leaves no half of a file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cuInit@1=999|CNN0718",
        "cuDevicePrimaryCtxRetain@1=2|CNN0720",
        "cuStreamCreate@1=2|CNN0720",
        "cuStreamCreate@2=2|CNN0720",
        "cuMemAlloc_v2@1=2|CNN0720",
        "cuMemAlloc_v2@7=2|CNN0720",
        "cuMemAlloc_v2@17=2|CNN0720",
        "cuMemAllocHost_v2@1=2|CNN0720",
        "cuModuleLoadData@*=200|CNN0720",
        "cuModuleGetFunction@3=500|CNN0720",
        "cuMemcpyHtoDAsync_v2@3=1|CNN0720",
        "cuMemcpyDtoHAsync_v2@1=1|CNN0720",
        "cuLaunchKernel@1=701|CNN0720",
        "cuLaunchKernel@20=701|CNN0720",
        "cuStreamEndCapture@1=901|CNN0720",
        "cuGraphInstantiateWithFlags@2=2|CNN0720",
        "cuGraphLaunch@5=719|CNN0720",
        "kernel@1=719|CNN0720",
        "kernel@300=700|CNN0720",
        "cudnnCreate@1=1001|CNN0720",
        "cudnnConvolutionForward@1=5000|CNN0720",
        "cudnnConvolutionForward@3=5000|CNN0720",
      })
  void aFaultIsOneSentence(String fault, String code) throws IOException {
    FakeDriver.inject(fault);
    Run run = train("run", "cuda");
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(1);
    List<String> errors = run.err().lines().filter(l -> !l.startsWith("note: ")).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).startsWith("error[" + code + "]: ")
        .doesNotContain("\tat ", "Exception", "jcuda");
    assertThat(FakeDriver.open()).isEmpty();
    assertThat(FakeDriver.refused()).isEmpty();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .noneMatch(f -> f.startsWith("model") || f.endsWith(".part"));
    }
  }

  /** A fault before the first step leaves nothing in the way; one after the last keeps what was learned. */
  @Test
  void whatWasLearnedIsKept() {
    FakeDriver.inject("cuMemAlloc_v2@1=2");
    assertThat(train("run", "cuda").code()).isEqualTo(1);
    assertThat(folder.resolve("run")).doesNotExist();
    FakeDriver.inject("cuMemAlloc_v2@22=2");
    Run failed = train("run", "cuda", "--steps=3");
    assertThat(failed.code()).as(failed.out()).isEqualTo(1);
    assertThat(failed.err()).contains("CNN0720", "not judged");
    assertThat(folder.resolve("run/model.safetensors")).isNotEmptyFile();
    assertThat(FakeDriver.open()).isEmpty();
  }

  /** What has another way goes on. */
  @ParameterizedTest
  @CsvSource({
    "cudnnFindConvolutionForwardAlgorithm@*=3000",
    "cudnnFindConvolutionBackwardFilterAlgorithm@*=5000",
  })
  void generatedKernelsDoWhatCudnnRefuses(String fault) {
    FakeDriver.forgetChoices();
    FakeDriver.inject(fault);
    Run run = train("run", "cuda", "--steps=3");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(FakeDriver.injected()).isPositive();
    nothingIsOpenOrRefused();
  }

  /** A driver without a compiler of kernels is no GPU to use. */
  @Test
  void withoutACompilerTheCpuIsTaken() throws Exception {
    ProcessBuilder builder =
        process(
            "train", net, "--data=" + folder, "--device=auto", "--steps=3",
            "--out=" + folder.resolve("r"));
    builder.environment().putAll(FakeDriver.environment(folder.resolve("report")));
    builder.environment().put("PATH", "/nowhere");
    builder.environment().put("CNNC_NVRTC", "/nowhere");
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("the CPU is used, since there is neither NVRTC 12 nor nvcc");
  }

  private static ProcessBuilder process(Object... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
    Stream.of(arguments).map(Object::toString).forEach(command::add);
    return new ProcessBuilder(command);
  }

  /** In a process of its own, which finds the driver as any process does. */
  @Test
  void aProcessLeavesNothingOpen() throws Exception {
    for (String fault : new String[] {"", "kernel@50=719"}) {
      Path report = folder.resolve("report" + fault);
      ProcessBuilder builder =
          process(
              "train", net, "--data=" + folder, "--device=cuda", "--steps=10",
              "--out=" + folder.resolve("r" + fault));
      builder.environment().putAll(FakeDriver.environment(report));
      builder.environment().put("FAKE_DRIVER_FAULTS", fault);
      Process process = builder.redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isEqualTo(fault.isEmpty() ? 0 : 1);
      assertThat(report).as(said).isEmptyFile();
    }
  }
}
