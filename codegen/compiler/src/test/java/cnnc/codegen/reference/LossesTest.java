package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.table.OpTable;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses by hand, and their slopes against finite differences. */
class LossesTest {
  private static final Offset<Double> ROUNDING = offset(1e-12);

  static List<Loss> losses() {
    return List.of(
        new Loss.SoftmaxCrossEntropy(0), new Loss.SoftmaxCrossEntropy(0.2),
        new Loss.SigmoidCrossEntropy(0), new Loss.SigmoidCrossEntropy(0.1),
        new Loss.MeanSquaredError(), new Loss.MeanAbsoluteError(),
        new Loss.Huber(1), new Loss.Huber(0.3), new Loss.Hinge(1), new Loss.Hinge(0.2));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void slopesEqualFiniteDifferences(Loss loss) {
    Random random = new Random(3);
    for (boolean mean : new boolean[] {true, false}) {
      for (List<Double> weights : List.of(List.<Double>of(), List.of(0.5, 2.0, 0.0, 1.5))) {
        Judgement j =
            new Judgement(new LossTerm.Judged("term", loss, 0, 0.7, mean, weights));
        double[][] x = Samples.images(random, 5, 4);
        int[] labels = {0, 3, 1, 2, 3};
        double[][] dx = new double[5][4];
        j.addSlopes(x, labels, dx);
        FiniteDifferences differences =
            new FiniteDifferences(() -> j.value(x, labels), 1e-8, 4);
        for (int n = 0; n < x.length; n++) {
          differences.check("image " + n, x[n], dx[n]);
        }
      }
    }
  }

  @Test
  void everyLossIsAmongThem() {
    assertThat(losses().stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsAll(OpTable.permitted(Loss.class));
  }

  /** Softmax of (ln 1, ln 2, ln 5) is (1, 2, 5) / 8. */
  @Test
  void softmaxAndItsSmoothing() {
    double[] x = {0, Math.log(2), Math.log(5)};
    assertThat(value(new Loss.SoftmaxCrossEntropy(0), x, 1)).isCloseTo(Math.log(4), ROUNDING);
    double smooth =
        0.1 * Math.log(8) + 0.8 * Math.log(4) + 0.1 * Math.log(8.0 / 5);
    assertThat(value(new Loss.SoftmaxCrossEntropy(0.3), x, 1)).isCloseTo(smooth, ROUNDING);
    assertThat(value(new Loss.SoftmaxCrossEntropy(0), new double[] {0, 2000}, 0))
        .isEqualTo(2000);
  }

  /** Sigmoid of ln 3 is 3 / 4. */
  @Test
  void sigmoidAndItsSmoothing() {
    double[] x = {Math.log(3), 0};
    assertThat(value(new Loss.SigmoidCrossEntropy(0), x, 0))
        .isCloseTo(Math.log(4.0 / 3) + Math.log(2), ROUNDING);
    assertThat(value(new Loss.SigmoidCrossEntropy(0.2), x, 0))
        .isCloseTo(0.9 * Math.log(4.0 / 3) + 0.1 * Math.log(4) + Math.log(2), ROUNDING);
  }

  @Test
  void distances() {
    double[] x = {3, 0.5, -1, 0};
    assertThat(value(new Loss.MeanSquaredError(), x, 0)).isCloseTo(5.25 / 4, ROUNDING);
    assertThat(value(new Loss.MeanAbsoluteError(), x, 0)).isCloseTo(3.5 / 4, ROUNDING);
  }

  /** A distance inside of delta, and one outside, above and below. */
  @Test
  void huberOnBothSides() {
    Loss huber = new Loss.Huber(2);
    assertThat(value(huber, new double[] {2.5, 0}, 0)).isCloseTo(1.125 / 2, ROUNDING);
    assertThat(value(huber, new double[] {6, 0}, 0)).isCloseTo(2 * (5 - 1) / 2, ROUNDING);
    assertThat(value(huber, new double[] {-4, 0}, 0)).isCloseTo(2 * (5 - 1) / 2, ROUNDING);
    assertThat(Losses.of(huber).slope(new double[] {6, 0}, 0, 0)).isEqualTo(1);
    assertThat(Losses.of(huber).slope(new double[] {-4, 0}, 0, 0)).isEqualTo(-1);
    assertThat(Losses.of(huber).slope(new double[] {2.5, 0}, 0, 0)).isEqualTo(0.75);
  }

  @Test
  void hingeSumsTheOthersThatComeTooNear() {
    assertThat(value(new Loss.Hinge(1), new double[] {2, 2.5, 1.5, -3}, 0))
        .isCloseTo(1.5 + 0.5, ROUNDING);
  }

  /** Two images of weights 3 and 0.5: the mean divides by the number of images, not by weights. */
  @Test
  void weightsAreByClass() {
    double[][] x = {{1, 0}, {0, 0}};
    int[] labels = {1, 0};
    List<Double> weights = List.of(0.5, 3.0);
    Loss loss = new Loss.MeanAbsoluteError();
    assertThat(new Judgement(new LossTerm.Judged("t", loss, 0, 2, false, weights)).value(x, labels))
        .isCloseTo(2 * (3 * 1 + 0.5 * 0.5), ROUNDING);
    assertThat(new Judgement(new LossTerm.Judged("t", loss, 0, 2, true, weights)).value(x, labels))
        .isCloseTo(3 * 1 + 0.5 * 0.5, ROUNDING);
  }

  private static double value(Loss loss, double[] x, int label) {
    return Losses.of(loss).value(x, label);
  }
}
