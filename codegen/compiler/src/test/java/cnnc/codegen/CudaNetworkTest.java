package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cnnc.codegen.graph.Target;
import cnnc.codegen.host.WatchedGpu;
import cnnc.runtime.cuda.driver.CudaGpu;
import cnnc.runtime.cuda.fake.FakeDriver;
import cnnc.runtime.cuda.gpu.Gpu;
import cnnc.runtime.cuda.net.CudaNetwork;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.TrainingState;
import cnnc.runtime.net.Variables;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.Training;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network on a device: whose turn it is, and what is left open after a fault. */
@Tag(FakeDriver.TAG)
class CudaNetworkTest {
  private static final Nets.Compiled COMPILED =
      new Nets.Compiled(
          Nets.model(Nets.chain("6x6x3", 3, 4, "conv(3, 4) relu dense(3)")), false,
          Set.of(Target.CUDA));

  private static final Recipe RECIPE = COMPILED.recipes().get(0);
  private static final ImageSet IMAGES = Nets.images(6, 6, 3, 12, 3, 5);

  @BeforeAll
  static void available() {
    assumeTrue(FakeDriver.available(), FakeDriver.MISSING);
  }

  @BeforeEach
  void load() {
    FakeDriver.load();
  }

  private static float[] weights() {
    try (CompiledNetwork network = COMPILED.create(16, 1)) {
      return Engine.of(network).weights();
    }
  }

  private static Training train(CudaNetwork device, float[] weights) {
    return device.train(RECIPE, RECIPE.run(IMAGES.size()), IMAGES, 1,
        new TrainingState(new Variables(weights, new float[0]), null, null, new float[0][]), 0);
  }

  /** A recording takes its time: all else that is asked of the device must wait for its end. */
  @ParameterizedTest
  @ValueSource(strings = {"begin a training", "end a training", "step", "predict", "close"})
  void nobodyUsesTheDeviceWhileAnotherThreadRecords(String what) throws Exception {
    CountDownLatch recording = new CountDownLatch(1);
    CountDownLatch intruder = new CountDownLatch(1);
    AtomicReference<Thread> recorder = new AtomicReference<>();
    AtomicReference<String> intrusion = new AtomicReference<>();
    CudaGpu host = CudaGpu.open();
    Gpu gpu =
        WatchedGpu.of(
            host,
            call -> {
              if (call.equals("capture") && recording.getCount() > 0) {
                recorder.set(Thread.currentThread());
                recording.countDown();
                await(intruder, 300);
                recorder.set(null);
              } else if (recorder.get() != null && recorder.get() != Thread.currentThread()) {
                intrusion.set(call);
                intruder.countDown();
              }
            });
    AtomicReference<Throwable> failed = new AtomicReference<>();
    try (CudaNetwork device = COMPILED.on(gpu)) {
      float[] weights = weights();
      Training before = train(device, weights.clone());
      Thread other =
          new Thread(
              () -> {
                await(recording, 10_000);
                try {
                  switch (what) {
                    case "begin a training" -> train(device, weights.clone()).close();
                    case "end a training" -> before.close();
                    case "step" -> before.run(0, 3);
                    case "predict" -> device.logits(IMAGES, new Variables(weights, new float[0]), 0, (i, logits) -> {});
                    default -> device.close();
                  }
                } catch (RuntimeException | Error fault) {
                  failed.set(fault);
                }
              });
      other.start();
      float[] trained = weights.clone();
      try (Training training = train(device, trained)) {
        training.run(0, 3);
      }
      other.join();
      assertThat(failed.get()).isNull();
      assertThat(recording.getCount()).as("recordings to come").isZero();
      assertThat(intrusion.get()).as("called while a graph was recorded").isNull();
      assertThat(trained).doesNotContain(Float.NaN).isNotEqualTo(weights);
    }
    assertThat(FakeDriver.open()).as("left open").isEmpty();
  }

  private static void await(CountDownLatch latch, int milliseconds) {
    try {
      latch.await(milliseconds, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Each call of a kind fails once; what was opened before it is closed, and a retry works. */
  @ParameterizedTest
  @ValueSource(strings = {"allocate", "load", "convolutions", "capture", "write", "read", "await"})
  void aFaultLeavesNothingOpen(String call) {
    int faults = 0;
    for (int n = 0; ; n++) {
      AtomicInteger left = new AtomicInteger(n);
      CudaGpu host = CudaGpu.open();
      Gpu gpu =
          WatchedGpu.of(
              host,
              name -> {
                if (name.equals(call) && left.getAndDecrement() == 0) {
                  throw new Fault("CNN0720", "planted");
                }
              });
      try (CudaNetwork device = COMPILED.on(gpu)) {
        boolean training = fails(() -> trainFor(device));
        // The device's own.
        assertThat(FakeDriver.open()).as("%s %d leaves open", call, n).isEqualTo("stream 1\n");
        boolean judging = fails(() -> device.logits(IMAGES, new Variables(weights(), new float[0]), 0, (i, logits) -> {}));
        if (!training && !judging) {
          break;
        }
        faults++;
        trainFor(device);
        device.logits(IMAGES, new Variables(weights(), new float[0]), 0, (i, logits) -> {});
      }
      assertThat(FakeDriver.open()).as("%s %d leaves open", call, n).isEmpty();
    }
    assertThat(faults).isGreaterThan(0);
  }

  private static boolean fails(Runnable work) {
    try {
      work.run();
      return false;
    } catch (Fault fault) {
      assertThat(fault).hasMessage("planted");
      return true;
    }
  }

  private static void trainFor(CudaNetwork device) {
    try (Training training = train(device, weights())) {
      training.run(0, 3);
      training.run(1, 2);
    }
  }

  @Test
  void closingTheDeviceEndsATrainingAndKeepsItsWeights() {
    CudaGpu host = CudaGpu.open();
    CudaNetwork device = COMPILED.on(host);
    float[] weights = weights();
    float[] before = weights.clone();
    Training training = train(device, weights);
    training.run(0, 3);
    device.close();
    assertThat(weights).doesNotContain(Float.NaN).isNotEqualTo(before);
    assertThat(FakeDriver.open()).as("left open").isEmpty();
    assertThatThrownBy(() -> training.run(1, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the device was closed in the middle of a training");
    training.close();
    device.close();
  }

  @Test
  void theFirstFaultOfATrainingCountsAndNotThoseInItsWake() {
    CudaGpu host = CudaGpu.open();
    AtomicInteger broken = new AtomicInteger();
    Gpu gpu =
        WatchedGpu.of(
            host,
            name -> {
              if (name.equals("capture")) {
                broken.set(1);
              }
              if (broken.get() > 0 && List.of("capture", "read").contains(name)) {
                throw new Fault("CNN0720", "planted in " + name);
              }
            });
    CudaNetwork device = COMPILED.on(gpu);
    assertThatThrownBy(
            () -> {
              try (Training training = train(device, weights())) {
                training.run(0, 3);
              }
            })
        .isInstanceOf(Fault.class)
        .hasMessage("planted in capture")
        .hasNoSuppressedExceptions();
    device.close();
    assertThat(FakeDriver.open()).as("left open").isEmpty();
  }
}
