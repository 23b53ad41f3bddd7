package cnnc.runtime.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cnnc.runtime.random.Draws;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixed batches, against what is said of them. */
class MixerTest {
  private static final int IMAGES = 5;
  private static final int HEIGHT = 6;
  private static final int WIDTH = 4;
  private static final int CHANNELS = 3;
  private static final int SIZE = HEIGHT * WIDTH * CHANNELS;

  private static Mixer mixer(Augmentation.Op op) {
    return Mixer.of(Augmentation.of(op), 3, HEIGHT, WIDTH, CHANNELS);
  }

  private static float[] images() {
    Random random = new Random(1);
    float[] images = new float[IMAGES * SIZE];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    return images;
  }

  private static float[] numbers(Mixer mixer, int epoch) {
    float[] numbers = new float[IMAGES * Mixer.NUMBERS];
    for (int n = 0; n < IMAGES; n++) {
      mixer.draw(epoch, n, numbers, n * Mixer.NUMBERS);
    }
    return numbers;
  }

  @Test
  void mixup() {
    Mixer mixer = mixer(Augmentation.mixup(0.7));
    float[] numbers = numbers(mixer, 2);
    float[] before = images();
    float[] mixed = before.clone();
    mixer.mix(mixed, IMAGES, numbers);
    for (int n = 0; n < IMAGES; n++) {
      double share = numbers[n * Mixer.NUMBERS];
      int other = (n + IMAGES - 1) % IMAGES;
      for (int v = 0; v < SIZE; v++) {
        assertThat((double) mixed[n * SIZE + v])
            .isCloseTo(
                share * before[n * SIZE + v] + (1 - share) * before[other * SIZE + v], within(1e-6));
      }
    }
  }

  /** Every value is one's own or the other's, whole pixels in a box, and the share is that of one's own. */
  @Test
  void cutmix() {
    Mixer mixer = mixer(Augmentation.cutmix(1));
    Set<Integer> areas = new HashSet<>();
    for (int epoch = 0; epoch < 50; epoch++) {
      float[] numbers = numbers(mixer, epoch);
      float[] before = images();
      float[] mixed = before.clone();
      mixer.mix(mixed, IMAGES, numbers);
      for (int n = 0; n < IMAGES; n++) {
        int own = 0;
        int top = HEIGHT;
        int bottom = 0;
        int left = WIDTH;
        int right = 0;
        int from = (n + IMAGES - 1) % IMAGES * SIZE;
        for (int v = 0; v < SIZE; v++) {
          float value = mixed[n * SIZE + v];
          if (value == before[n * SIZE + v]) {
            own++;
          } else {
            assertThat(value).isEqualTo(before[from + v]);
            int y = v / CHANNELS / WIDTH;
            int x = v / CHANNELS % WIDTH;
            top = Math.min(top, y);
            bottom = Math.max(bottom, y + 1);
            left = Math.min(left, x);
            right = Math.max(right, x + 1);
          }
        }
        int area = Math.max(0, bottom - top) * Math.max(0, right - left);
        assertThat(own).isEqualTo(SIZE - area * CHANNELS);
        assertThat(numbers[n * Mixer.NUMBERS]).isCloseTo(1 - area / (float) (HEIGHT * WIDTH), within(1e-6f));
        areas.add(area);
      }
    }
    assertThat(areas).hasSizeGreaterThan(8);
  }

  /** Mean and variance of Beta(alpha, alpha), and how much lies below a tenth. */
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.2, 0.5, 0.99, 1, 2, 4, 100})
  void sharesHaveTheirDistribution(double alpha) {
    Draws draws = new Draws(11);
    int count = 40_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double share = draws.beta(alpha, 34, i % 7, i);
      assertThat(share).isBetween(0.0, 1.0);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
    }
    double variance = 1 / (4 * (2 * alpha + 1));
    assertThat(sum / count).isCloseTo(0.5, within(5 * Math.sqrt(variance / count)));
    assertThat(squares / count).isCloseTo(variance, within(0.02 * variance + 1e-3));
  }

  @Test
  void nothingIsMixedBehindItOrInWhatIsJudged() {
    assertThatThrownBy(
            () -> Augmentation.of(Augmentation.mixup(1), Augmentation.standardize()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing stands behind");
    assertThatThrownBy(() -> View.one(Augmentation.of(Augmentation.cutmix(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("judged");
    for (double alpha : new double[] {0, -1, 1e-310, 101, Double.POSITIVE_INFINITY, Double.NaN}) {
      assertThatThrownBy(() -> Augmentation.mixup(alpha)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(Mixer.of(Augmentation.of(), 1, 2, 2, 1)).isNull();
  }
}
