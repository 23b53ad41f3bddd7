package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.train.Trainer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses by two labels, and trainings on images that are mixed. */
class MixingTest {
  static final String[] TERMS = {
    "mean(softmax_xent(@out, @y, smoothing = 0.2))",
    "0.3 * sum(softmax_xent(@out, @y, weights = [0.5, 2, 1]))",
    "sum(sigmoid_xent(@out, @y, smoothing = 0.1))", "mean(mse(@out, @y))",
    "2 * mean(mae(@out, @y, weights = [0, 1, 3]))", "sum(huber(@out, @y, delta = 0.4))",
    "mean(hinge(@out, @y, margin = 0.7, weights = [1, 3, 0.2]))",
  };

  private static final int BATCH = 7;

  static String[] terms() {
    return TERMS;
  }

  /** What a step computes. */
  private record Computed(float[] gradients, double loss) {}

  /** By shares that are one number, or none. */
  private static Computed computed(TrainProgram program, int[] labels, float... share) {
    float[] shares = null;
    if (share.length == 1) {
      shares = new float[BATCH];
      Arrays.fill(shares, share[0]);
    }
    program.mixed(shares);
    program.gradients(Nets.inputs(BATCH * 18, 3), labels);
    return new Computed(program.gradients().clone(), program.judged());
  }

  /** Both a loss and its gradient are the means of those by either label. */
  @ParameterizedTest
  @MethodSource("terms")
  void aMixtureIsTheMeanOfBoth(String term) {
    String text =
        Nets.chain("3x3x2", 3, BATCH, "out: dense(3)") + "loss { data_loss = " + term + "; }";
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text), false);
    int[] labels = {0, 2, 1, 1, 0, 2, 2};
    int[] before = {2, 0, 2, 1, 1, 0, 2};
    try (CompiledNetwork net = compiled.create(8, 2)) {
      TrainProgram program = Engine.of(net).trainProgram(BATCH, false);
      Computed own = computed(program, labels);
      Computed other = computed(program, before);
      Computed mixed = computed(program, labels, 0.3f);
      assertThat(mixed.loss()).isCloseTo(0.3 * own.loss() + 0.7 * other.loss(), within(1e-6));
      for (int i = 0; i < own.gradients().length; i++) {
        assertThat((double) mixed.gradients()[i])
            .isCloseTo(0.3 * own.gradients()[i] + 0.7 * other.gradients()[i], within(1e-6));
      }
      assertThat(computed(program, labels, 1).gradients()).isEqualTo(own.gradients());
      Computed none = computed(program, labels, 0);
      assertThat(none.loss()).isCloseTo(other.loss(), within(1e-6));
      assertThat(computed(program, labels)).usingRecursiveComparison().isEqualTo(own);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixup(0.4)", "cutmix"})
  void anyNumberOfThreadsGivesEqualBits(String op) {
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(net("standardize " + op)), false);
    Nets.Compiled plain = new Nets.Compiled(Nets.model(net("standardize")), false);
    float[] one = trained(compiled, 1);
    assertThat(trained(compiled, 2)).isEqualTo(one);
    assertThat(trained(compiled, 5)).isEqualTo(one);
    assertThat(trained(plain, 1)).isNotEqualTo(one);
  }

  private static String net(String chain) {
    return Nets.chain("6x6x3", 3, 5, "conv(3, 8) relu dense(3)")
            .replace("recipe r {", "recipe r { augment = a;")
        + "augment a { " + chain + " }";
  }

  private static float[] trained(Nets.Compiled compiled, int threads) {
    ImageSet images = Nets.images(6, 6, 3, 23, 3, 5);
    try (CompiledNetwork net = compiled.create(8, threads)) {
      new Trainer(net, compiled.recipes().get(0).withSteps(12)).run(images);
      return Engine.of(net).weights().clone();
    }
  }

  /** One image has no other before it but itself. */
  @Test
  void aBatchOfOne() {
    String text = net("standardize mixup(1)").replace("batch = 5", "batch = 1");
    String plain = net("standardize").replace("batch = 5", "batch = 1");
    float[] mixed = trained(new Nets.Compiled(Nets.model(text), false), 2);
    float[] alone = trained(new Nets.Compiled(Nets.model(plain), false), 2);
    for (int i = 0; i < mixed.length; i++) {
      assertThat(mixed[i]).isCloseTo(alone[i], within(1e-5f));
    }
  }
}
