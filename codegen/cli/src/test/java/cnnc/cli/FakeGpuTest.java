package cnnc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.runtime.cuda.fake.FakeDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a GPU that is none: all of the way through JCuda, with what it says of faults. */
@Tag(FakeDriver.TAG)
class FakeGpuTest {
  private static final String SMALL =
      """
      net Small {
        input image : f32 8x8x3;
        label y     : class(4);
        conv1: conv(3, 8) relu lrn(2) pool(2)
        hidden: dense(16) relu
        logits: dense(4)
      }
      data shapes {
        format = cifar_binary(image = 3x8x8);
        train  = "train.bin";
        test   = "test.bin";
      }
      augment train { flip(0.5) standardize }
      augment eval { standardize }
      recipe quick { data = shapes; augment = train; batch = 8; steps = 300;
                     optimizer = adam(lr = 1e-3); log = 1 steps; }
      eval { data = shapes; augment = eval; }
      """;

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
  }

  private Run train(String run, Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of("train", net, "--data=synthetic", "--threads=1", "--out=" + folder.resolve(run)));
    all.addAll(List.of(more));
    return Run.cnnc(all.toArray());
  }

  @Test
  void theDoctorFindsAllOfIt() {
    Run run = Run.cnnc("doctor");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Fake H100, sm_90, driver for CUDA 13.0", "nvcc fake.", "91900")
        .doesNotContain("missing");
  }

  @Test
  void trainingGivesTheLossesOfTheCpu() throws IOException {
    Run cpu = train("cpu");
    assertThat(cpu.code()).as(cpu.err()).isZero();
    Run gpu = train("gpu", "--device=cuda");
    assertThat(gpu.code()).as(gpu.err()).isZero();
    System.err.println(gpu.out() + gpu.err() + Files.readString(folder.resolve("gpu/metrics.jsonl")).substring(0, 500));
  }
}
