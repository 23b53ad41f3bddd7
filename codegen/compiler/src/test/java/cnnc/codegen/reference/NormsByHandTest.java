package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Norms whose values can be seen. */
class NormsByHandTest {
  private static final Offset<Double> ROUNDING = offset(1e-12);
  private static final Op.Normalization BOTH = new Op.Normalization(0, true, true);
  private static final Op.Normalization NEITHER = new Op.Normalization(0, false, false);

  /** 1 to 9 have mean 5 and variance 20 / 3. */
  @Test
  void aBatchNormOfThreeByThree() {
    Op.BatchNorm op = new Op.BatchNorm(0.75, new Op.Normalization(7.0 / 12, true, true));
    Shape shape = new Shape.Image(3, 3, 1);
    double[] y =
        Runs.run(op, shape, Runs.counting(9), new double[] {2}, new double[] {10});
    // The root of 20 / 3 + 7 / 12 is that of 29 / 4.
    for (int i = 0; i < 9; i++) {
      assertThat(y[i]).isCloseTo(10 + 2 * (i + 1 - 5) / Math.sqrt(7.25), ROUNDING);
    }
  }

  @Test
  void aBatchNormSeesAllImagesAndKeepsWhatItSaw() {
    Op.BatchNorm op = new Op.BatchNorm(0.75, NEITHER);
    Shape shape = new Shape.Image(1, 2, 2);
    double[][] images = {{1, 10, 3, 10}, {5, 30, 7, 30}};
    Call seen = Runs.call(op, shape, images);
    Call call =
        new Call(
            seen.layer(), 0, true, seen.inputs(), List.of(),
            List.of(new double[] {8, 0}, new double[] {1, 2}), Draws.NONE);
    // Means 4 and 20, variances 5 and 100.
    assertThat(Runs.forward(call)[1])
        .containsExactly(new double[] {1 / Math.sqrt(5), 1, 3 / Math.sqrt(5), 1}, ROUNDING);
    List<double[]> states = Rules.of(op).states(call);
    assertThat(states.get(0)).containsExactly(new double[] {6 + 1, 5}, ROUNDING);
    assertThat(states.get(1))
        .containsExactly(new double[] {0.75 + 1.25, 1.5 + 25}, ROUNDING);
  }

  @Test
  void aBatchNormJudgesByWhatItHasKept() {
    Op.BatchNorm op = new Op.BatchNorm(0.9, new Op.Normalization(1, true, false));
    Call seen =
        Runs.call(op, new Shape.Image(1, 1, 2), new double[][] {{5, 1}}, new double[] {3, 4});
    Call call =
        new Call(
            seen.layer(), 0, false, seen.inputs(), seen.parameters(),
            List.of(new double[] {1, 2}, new double[] {3, 8}), Draws.NONE);
    assertThat(Runs.forward(call)[0])
        .containsExactly(new double[] {3 * 4 / 2.0, 4 * -1 / 3.0}, ROUNDING);
  }

  @Test
  void groupsAreConsecutiveChannels() {
    double[] x = {1, 3, 10, 30, 5, 7, 50, 70};
    Shape shape = new Shape.Image(1, 2, 4);
    double[] y = Runs.run(new Op.GroupNorm("group_norm", 2, NEITHER), shape, x);
    // Means 4 and 40, variances 5 and 500.
    double unit = Math.sqrt(5);
    assertThat(y)
        .containsExactly(
            new double[] {
              -3 / unit, -1 / unit, -3 / unit, -1 / unit, 1 / unit, 3 / unit, 1 / unit, 3 / unit
            },
            ROUNDING);
  }

  @Test
  void layerNormIsOneGroupAndScalesByChannel() {
    Op op = new Op.GroupNorm("layer_norm", 1, BOTH);
    double[] y =
        Runs.run(
            op, new Shape.Vector(2), new double[] {2, 6}, new double[] {3, 5},
            new double[] {0.5, 0.25});
    assertThat(y).containsExactly(new double[] {-3 + 0.5, 5 + 0.25}, ROUNDING);
  }

  @Test
  void instanceNormTakesEachChannelByItself() {
    Op op = new Op.GroupNorm("instance_norm", 2, NEITHER);
    double[] y = Runs.run(op, new Shape.Image(2, 1, 2), new double[] {1, 100, 3, 500});
    assertThat(y).containsExactly(new double[] {-1, -1, 1, 1}, ROUNDING);
  }

  @Test
  void responsesAreDividedByTheirNeighbours() {
    double[] y =
        Runs.run(new Op.Lrn(1, 1, 0.5, 2), new Shape.Image(1, 1, 3), new double[] {2, 4, 6});
    assertThat(y)
        .containsExactly(
            new double[] {2 / (11.0 * 11), 4 / (29.0 * 29), 6 / (27.0 * 27)}, ROUNDING);
  }
}
