package cnnc.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final String NET =
      """
      const half = 1/2;
      net N { input i : f32 8x8x3; label y : class(2);
        a: dense(2); relu b: dense(2)
        output @b, @a; }
      """;

  private static List<LossTerm> terms(String loss) {
    return Nets.model(NET + "loss { " + loss + " }").loss();
  }

  private static LossTerm.Judged judged(Loss loss, int output, double factor, boolean mean) {
    return new LossTerm.Judged("t", loss, output, factor, mean, List.of());
  }

  @Test
  void aFileWithoutALossHasTheUsualOne() {
    assertThat(Nets.model(NET).loss())
        .containsExactly(
            new LossTerm.Judged(
                "cross_entropy", new Loss.SoftmaxCrossEntropy(0), 0, 1, true, List.of()),
            new LossTerm.L2("weight_loss"));
  }

  @Test
  void everyLossHasItsWord() {
    assertThat(terms("t = mean(softmax_xent(@b, @y, smoothing = 0.2));"))
        .containsExactly(judged(new Loss.SoftmaxCrossEntropy(0.2), 0, 1, true));
    assertThat(terms("t = sum(sigmoid_xent(@b, @y, 0.1));"))
        .containsExactly(judged(new Loss.SigmoidCrossEntropy(0.1), 0, 1, false));
    assertThat(terms("t = mean(mse(@b, @y));"))
        .containsExactly(judged(new Loss.MeanSquaredError(), 0, 1, true));
    assertThat(terms("t = mean(mae(@b, @y));"))
        .containsExactly(judged(new Loss.MeanAbsoluteError(), 0, 1, true));
    assertThat(terms("t = mean(huber(@b, @y));"))
        .containsExactly(judged(new Loss.Huber(1), 0, 1, true));
    assertThat(terms("t = mean(hinge(@b, @y, margin = 2));"))
        .containsExactly(judged(new Loss.Hinge(2), 0, 1, true));
  }

  @Test
  void termsHaveFactorsOutputsAndWeights() {
    assertThat(terms("t = 0.3 * 2 * mean(mse(@a, @y)) / 4;"))
        .containsExactly(judged(new Loss.MeanSquaredError(), 1, 0.3 * 2 / 4, true));
    assertThat(terms("t = mean(mse(@a, @y)) * half;"))
        .containsExactly(judged(new Loss.MeanSquaredError(), 1, 0.5, true));
    assertThat(
            terms(
                "t = mean(mse(@b, @y, weights = [1, half])); l = 0.1 * sum(mse(@a, @y)); w = l2();"))
        .containsExactly(
            new LossTerm.Judged(
                "t", new Loss.MeanSquaredError(), 0, 1, true, List.of(1.0, 0.5)),
            new LossTerm.Judged("l", new Loss.MeanSquaredError(), 1, 0.1, false, List.of()),
            new LossTerm.L2("w"));
  }
}
