package cnnc.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.augment.Augmentation;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.fault.Fault;
import cnnc.runtime.parallel.Workers;
import cnnc.runtime.random.Initializer;
import java.nio.file.Path;
import java.util.List;
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
    protected EvalProgram newEvalProgram(Workers workers, float[] weights, int batch) {
      return new EvalProgram(workers, batch, 1, 3 * batch, 0, weights, 0, 3) {
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
        Workers workers, float[] weights, int batch, boolean exact) {
      throw new UnsupportedOperationException();
    }
  }

  private static Spec spec(int top, boolean wrap, Parameter... parameters) {
    return new Spec(
        "Echo", 1, 1, 3, 3, List.of("a", "b", "c"), List.of(parameters), 64, Optional.empty(),
        Augmentation.of(), 4, top, wrap, false, false);
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
    Evaluation evaluation = new Evaluation(spec(1, false), images(0));
    assertThat(evaluation.inTop(new float[] {1, 1, 1}, 2)).isTrue();
    assertThat(evaluation.inTop(new float[] {1, 2, 1}, 2)).isFalse();
    assertThat(evaluation.inTop(new float[] {0, 0, Float.NaN}, 2)).isFalse();
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
      one.weights()[0] = 5;
      one.save(file);
      other.weights()[0] = 1;
      assertThatThrownBy(() -> other.load(file))
          .isInstanceOf(Fault.class)
          .hasMessageContaining("a.weight is [2, 3], not [3, 2]")
          .hasMessageContaining("c.weight [4] is missing")
          .hasMessageContaining("b.weight [4] is not of this network");
      assertThat(other.weights()[0]).isEqualTo(1);
      one.weights()[0] = 0;
      one.load(file);
      assertThat(one.weights()[0]).isEqualTo(5);
    }
  }
}
