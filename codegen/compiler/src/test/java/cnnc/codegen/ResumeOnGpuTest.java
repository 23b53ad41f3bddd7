package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.graph.Target;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.train.Checkpointing;
import cnnc.runtime.train.Duration;
import cnnc.runtime.train.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints of a device, read there and on the CPU, on the driver that is none. */
@Tag(FakeDriver.TAG)
@Tag("any-jdk")
class ResumeOnGpuTest {
  private static final ImageSet IMAGES = Nets.images(6, 6, 3, 12, 3, 5);
  private static final int STEPS = 20;

  private static Nets.Compiled compiled;

  @TempDir private Path folder;

  @BeforeAll
  static void compile() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    compiled =
        new Nets.Compiled(
            Nets.model(
                Nets.chain("6x6x3", 3, 2, "conv(3, 4) bn relu pool(2) dense(3)")
                    .replace("sgd(lr = 0.1)", "muon(lr = 1e-3, rest = adam(lr = 0.01)); ema = 0.9; clip = norm(1); accumulate = 2; lookahead = every(3 steps)")),
            false, Set.of(Target.CUDA));
  }

  @BeforeEach
  void load() {
    FakeDriver.load();
  }

  /** The weights behind so many steps. */
  private float[] trained(boolean onDevice, int steps, String to, Path from) {
    try (CompiledNetwork network = compiled.create(16, from == null ? 1 : 9)) {
      if (onDevice) {
        network.use(compiled.on(CudaGpu.open()));
      }
      Trainer trainer =
          new Trainer(network, compiled.recipes().get(0)).steps(steps)
              .checkpoints(folder.resolve(to), new Checkpointing(Duration.steps(7), 9));
      if (from != null) {
        trainer.resume(from);
      }
      trainer.run(IMAGES);
      return Engine.of(network).weights().clone();
    }
  }

  private Path file(String of, int step) {
    return folder.resolve(of).resolve("step-%09d.safetensors".formatted(step));
  }

  @Test
  void theDeviceGoesOnBitForBit() throws IOException {
    trained(true, STEPS, "whole", null);
    trained(true, STEPS, "parts", file("whole", 7));
    assertThat(file("parts", STEPS)).hasSameBinaryContentAs(file("whole", STEPS));
    trained(true, 10, "others", null);
    trained(true, STEPS, "others", file("others", 10));
    assertThat(file("others", STEPS)).hasSameBinaryContentAs(file("whole", STEPS));
  }

  @Test
  void eitherReadsWhatTheOtherWrote() {
    float[] expected = trained(false, STEPS, "cpu", null);
    trained(true, STEPS, "gpu", null);
    agree(trained(true, STEPS, "on", file("cpu", 14)), expected);
    agree(trained(false, STEPS, "on", file("gpu", 14)), expected);
  }

  private static void agree(float[] found, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("weight " + i).isCloseTo(expected[i], within(1e-3f));
    }
  }
}
