package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.graph.Target;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.Variables;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Trainer;
import cnnc.runtime.train.Training;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A generated class in an application, through JCuda on the driver that is none. */
@Tag(FakeDriver.TAG)
class FakeGpuTest {
  private static final int STEPS = 20;

  private static Nets.Compiled compiled;
  private static Recipe recipe;
  private static final ImageSet IMAGES = Nets.images(6, 6, 3, 12, 3, 5);

  @BeforeAll
  static void compile() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
    compiled =
        new Nets.Compiled(
            Nets.model(Nets.chain("6x6x3", 3, 2, "conv(3, 4) relu pool(2) dense(3)")), false,
            Set.of(Target.CUDA));
    recipe = compiled.recipes().get(0);
  }

  @BeforeEach
  void load() {
    FakeDriver.load();
  }

  @AfterEach
  void nothingIsOpenOrRefused() {
    assertThat(FakeDriver.open()).isEmpty();
    assertThat(FakeDriver.refused()).isEmpty();
  }

  private static CudaNetwork device() {
    return compiled.on(CudaGpu.open());
  }

  /** The weights after some steps, on the device or without one. */
  private static float[] trained(boolean onDevice, long seed) {
    try (CompiledNetwork network = compiled.create(16, 1)) {
      if (onDevice) {
        network.use(device());
      }
      new Trainer(network, recipe).seed(seed).steps(STEPS).run(IMAGES);
      return Engine.of(network).weights().clone();
    }
  }

  private static void agree(float[] found, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).as("weight " + i).isCloseTo(expected[i], within(1e-3f));
    }
  }

  private static org.assertj.core.data.Offset<Float> within(float most) {
    return org.assertj.core.data.Offset.offset(most);
  }

  @Test
  void twoHundredRoundsLeaveNothing() {
    for (int i = 0; i < 200; i++) {
      try (CompiledNetwork network = compiled.create(16, 1)) {
        network.use(device());
        assertThat(network.predict(IMAGES)).hasSize(12);
      }
      nothingIsOpenOrRefused();
    }
  }

  @Test
  void twoThreadsTrainTwoNetworksAtOnce() {
    List<CompletableFuture<float[]>> found =
        IntStream.range(0, 2)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> trained(true, i)))
            .toList();
    for (int i = 0; i < 2; i++) {
      agree(found.get(i).join(), trained(false, i));
    }
  }

  private static Training train(
      CompiledNetwork network, CudaNetwork device, long seed, float[] weights) {
    return device.train(
        recipe, recipe.run(IMAGES.size()), IMAGES, seed,
        TrainingState.of(
            new Variables(weights, new float[0]), null, false,
            recipe.optimizer().rules(network.spec())),
        0);
  }

  /** Of two trainings on one device one ends, or begins, while the other is being recorded. */
  @Test
  void othersWaitForARecording() throws Exception {
    float[] expected = trained(false, 1);
    try (CudaNetwork device = device();
        CompiledNetwork network = compiled.create(16, 1)) {
      float[] start = Engine.of(network).weights();
      float[] other = start.clone();
      float[] recorded = start.clone();
      Training ending = train(network, device, 7, other);
      ending.run(0, 1);
      FakeDriver.inject("cuStreamEndCapture@1+300 cuStreamEndCapture@2+300");
      CompletableFuture<Void> recording =
          CompletableFuture.runAsync(
              () -> {
                try (Training training = train(network, device, 1, recorded)) {
                  for (int done = 0; done < STEPS; ) {
                    done += training.run(done, STEPS - done);
                  }
                }
              });
      while (!FakeDriver.waiting() && !recording.isDone()) {
        Thread.sleep(1);
      }
      ending.close();
      train(network, device, 7, other).close();
      recording.join();
      agree(recorded, expected);
    }
  }
}
