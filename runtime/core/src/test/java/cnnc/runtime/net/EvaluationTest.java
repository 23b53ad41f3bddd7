package cnnc.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.augment.View;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.metrics.Answers;
import cnnc.runtime.parallel.Workers;
import cnnc.runtime.random.Initializer;
import cnnc.runtime.weights.Safetensors;
import cnnc.runtime.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counting right answers, and weights that belong to another network. */
class EvaluationTest {
  @TempDir Path folder;

  /** Its logits are its inputs, one pixel of three channels. */
  private static final class Echo extends CompiledNetwork {
    Echo(Spec spec) {
      super(spec);
    }

    void load(Path file) {
      read(file);
    }

    @Override
    protected EvalProgram newEvalProgram(Workers workers, Variables variables, int batch) {
      return new EvalProgram(workers, batch, 1, 3 * batch, 0, variables, 0, 3) {
        @Override
        protected void forward() {
          System.arraycopy(input, 0, arena, 0, 3 * images);
        }

        @Override
        protected void call(int launch, int task, float[] workspace) {}

        @Override
        public List<ValueAt> values() {
          return List.of();
        }
      };
    }

    @Override
    protected TrainProgram newTrainProgram(
        Workers workers, Variables variables, int batch, boolean exact) {
      throw new UnsupportedOperationException();
    }
  }

  private static Spec spec(int top, boolean wrap, Parameter... parameters) {
    return new Spec(
        "Echo", "", 1, 1, 3, 3, List.of("a", "b", "c"), List.of(parameters), 64, List.of(),
        List.of(), List.of(), Optional.empty(),
        View.one(Augmentation.of()), 4, top, wrap, false, false);
  }

  private static ImageSet images(int... labels) {
    byte[] pixels = new byte[labels.length * 3];
    for (int i = 0; i < labels.length; i++) {
      pixels[i * 3] = 9;
      pixels[i * 3 + 1] = 5;
    }
    return new ImageSet(1, 1, 3, pixels, labels, new int[1]);
  }

  @Test
  void maskCountsEveryImageOnceAndWrapFillsTheLastBatch() {
    ImageSet six = images(0, 1, 0, 0, 2, 2);
    try (Echo mask = new Echo(spec(1, false)); Echo wrap = new Echo(spec(1, true))) {
      assertThat(mask.evaluate(six)).isEqualTo(3.0 / 6);
      // Two batches of four: images 0 and 1 count twice.
      assertThat(wrap.evaluate(six)).isEqualTo(4.0 / 8);
    }
    try (Echo second = new Echo(spec(2, false))) {
      assertThat(second.evaluate(six)).isEqualTo(4.0 / 6);
    }
  }

  @Test
  void aTiedLabelCountsAsIn() {
    assertThat(top(new float[] {0, 1, 1}, 2)).isOne();
    // What says nothing is right by chance only.
    assertThat(top(new float[] {1, 1, 1}, 2)).isZero();
    assertThat(top(new float[] {1, 2, 1}, 2)).isZero();
  }

  private static double top(float[] logits, int label) {
    return new Answers(new float[][] {logits}, new int[] {label}, List.of("a", "b", "c"), 1).top(1);
  }

  @Test
  void predictsClassesWithProbabilities() {
    try (Echo echo = new Echo(spec(1, false))) {
      Prediction p = echo.predict(new byte[] {1, 3, 2});
      assertThat(p.name()).isEqualTo("b");
      assertThat(p.probabilities()[1]).isBetween(0.66f, 0.67f);
      assertThatThrownBy(() -> echo.predict(new byte[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1x1x3 = 3 bytes, not 2");
    }
  }

  @Test
  void severalThreadsTakeTurns() throws InterruptedException {
    try (Echo echo = new Echo(spec(1, false))) {
      java.util.Queue<Object> wrong = new java.util.concurrent.ConcurrentLinkedQueue<>();
      Thread[] threads = new Thread[4];
      for (int t = 0; t < 4; t++) {
        byte[] image = {(byte) (t == 0 ? 9 : 0), (byte) (t == 1 ? 9 : 0), (byte) (t == 2 ? 9 : 0)};
        int expected = t % 3;
        threads[t] = new Thread(() -> {
          try {
            for (int i = 0; i < 2000; i++) {
              if (echo.predict(image).label() != expected) {
                wrong.add(expected);
              }
            }
          } catch (RuntimeException fault) {
            wrong.add(fault);
          }
        });
        threads[t].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void aClosedNetworkSaysSo() {
    Echo echo = new Echo(spec(1, false));
    echo.close();
    assertThatThrownBy(() -> echo.predict(new byte[3]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Echo is closed");
    assertThatThrownBy(() -> echo.useThreads(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> echo.evaluate(images()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("there are no images");
  }

  @Test
  void weightsOfAnotherNetworkAreListed() {
    Path file = folder.resolve("w.safetensors");
    Initializer zero = Initializer.constant(0);
    try (Echo one = new Echo(spec(1, false, Parameter.of("a.weight", 0, zero, 0, 2, 3),
            Parameter.of("b.weight", 16, zero, 0, 4)));
        Echo other = new Echo(spec(1, false, Parameter.of("a.weight", 0, zero, 0, 3, 2),
            Parameter.of("c.weight", 16, zero, 0, 4)))) {
      one.engine().weights()[0] = 5;
      one.save(file);
      other.engine().weights()[0] = 1;
      assertThatThrownBy(() -> other.load(file))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("a.weight is [2, 3], not [3, 2]")
          .hasMessageContaining("c.weight [4] is missing")
          .hasMessageContaining("b.weight [4] is not of this network");
      assertThat(other.engine().weights()[0]).isEqualTo(1);
      one.engine().weights()[0] = 0;
      one.load(file);
      assertThat(one.engine().weights()[0]).isEqualTo(5);
    }
  }

  @Test
  void predictionsAreEqualByValue() {
    try (Echo echo = new Echo(spec(1, false))) {
      Prediction one = echo.predict(new byte[] {1, 3, 2});
      Prediction same = echo.predict(new byte[] {1, 3, 2});
      assertThat(same).isEqualTo(one).hasSameHashCodeAs(one);
      assertThat(echo.predict(new byte[] {1, 3, 1})).isNotEqualTo(one);
    }
  }

  /** Weights that a diverged training left are not saved, not loaded, and give no answers. */
  @Test
  void numbersThatAreNoneGoNowhere() throws IOException {
    Path file = folder.resolve("w.safetensors");
    Parameter a = Parameter.of("a.weight", 0, Initializer.constant(0), 0, 2, 3);
    try (Echo echo = new Echo(spec(1, false, a))) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        echo.engine().weights()[5] = bad;
        assertThatThrownBy(() -> echo.save(file))
            .isInstanceOf(Fault.class)
            .hasMessageContaining("a.weight holds NaN or infinity");
        assertThat(folder.toFile().list()).isEmpty();
      }
      Safetensors.write(
          file, Map.of(),
          List.of(new Tensor("a.weight", List.of(2, 3), new float[] {0, 1, 2, 3, 4, Float.NaN}, 0)));
      echo.engine().weights()[5] = 7;
      assertThatThrownBy(() -> echo.load(file))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("`a.weight` holds NaN or infinity");
      assertThat(echo.engine().weights()[5]).isEqualTo(7);
    }
    assertThatThrownBy(
            () -> Softmax.prediction("Echo", new float[] {0, Float.NaN}, List.of("a", "b")))
        .isInstanceOf(Fault.class)
        .hasMessageContaining("no number");
  }

  @Test
  void anInterruptEndsALongEvaluation() {
    try (Echo echo = new Echo(spec(1, false))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> echo.evaluate(images(0, 1, 0, 0, 2, 2)))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("interrupted: Echo had judged 4 of 6 images");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(echo.evaluate(images(0))).isEqualTo(1);
    }
  }

  /** An interrupt ends a training; what it has learned can be saved all the same. */
  @Test
  void savesAndLoadsWhileInterrupted() {
    Path file = folder.resolve("w.safetensors");
    try (Echo echo =
        new Echo(spec(1, false, Parameter.of("a.weight", 0, Initializer.constant(0), 0, 2, 3)))) {
      Thread.currentThread().interrupt();
      echo.save(file);
      echo.load(file);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aSecondTrainingIsRefused() {
    try (Echo echo = new Echo(spec(1, false))) {
      echo.engine().beginTraining();
      assertThatThrownBy(() -> echo.engine().beginTraining())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Echo is being trained already");
      assertThat(echo.predict(new byte[] {1, 3, 2}).label()).isEqualTo(1);
      echo.engine().endTraining();
      echo.engine().beginTraining();
    }
  }

  /** Two savers of one file, and one who reads it meanwhile: always whole, always of one of them. */
  @Test
  void saversOfOneFileDoNotMix() throws Exception {
    Path file = folder.resolve("w.safetensors");
    int size = 50_000;
    Parameter a = Parameter.of("a.weight", 0, Initializer.constant(0), 0, size);
    Spec spec =
        new Spec(
            "Echo", "", 1, 1, 3, 3, List.of("a", "b", "c"), List.of(a), size, List.of(), List.of(),
            List.of(), Optional.empty(),
            View.one(Augmentation.of()), 4, 1, false, false, false);
    java.util.Queue<Object> wrong = new java.util.concurrent.ConcurrentLinkedQueue<>();
    Thread[] savers = new Thread[2];
    try (Echo first = new Echo(spec); Echo second = new Echo(spec); Echo reader = new Echo(spec)) {
      Echo[] echoes = {first, second};
      for (int t = 0; t < 2; t++) {
        Echo echo = echoes[t];
        java.util.Arrays.fill(echo.engine().weights(), t + 1);
        echo.save(file);
        savers[t] = new Thread(() -> {
          try {
            for (int i = 0; i < 40; i++) {
              echo.save(file);
            }
          } catch (RuntimeException fault) {
            wrong.add(fault);
          }
        });
      }
      for (Thread saver : savers) {
        saver.start();
      }
      while (savers[0].isAlive() || savers[1].isAlive()) {
        reader.load(file);
        float value = reader.engine().weights()[0];
        for (float w : reader.engine().weights()) {
          if (w != value) {
            wrong.add(w);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(folder.toFile().list()).containsExactly("w.safetensors");
  }
}
