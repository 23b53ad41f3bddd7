package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import cnnc.dsl.model.Init;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Moves, joins and pointwise ops whose values can be seen. */
class MovesByHandTest {
  private static final Offset<Double> ROUNDING = offset(1e-12);
  private static final Shape.Image TWO = new Shape.Image(2, 2, 1);

  @Test
  void pixelsAreRepeated() {
    assertThat(Runs.run(new Op.Upsample(1, 2, false), TWO, Runs.counting(4)))
        .containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
  }

  @Test
  void betweenPixelsByHalfPixelCentres() {
    double[] row =
        Runs.run(new Op.Upsample(1, 2, true), new Shape.Image(1, 3, 1), new double[] {0, 4, 12});
    assertThat(row).containsExactly(0, 1, 3, 6, 10, 12);
    double[] column =
        Runs.run(new Op.Upsample(4, 1, true), new Shape.Image(2, 1, 1), new double[] {0, 8});
    assertThat(column).containsExactly(0, 0, 1, 3, 5, 7, 8, 8);
    double[] odd =
        Runs.run(new Op.Upsample(3, 1, true), new Shape.Image(2, 1, 1), new double[] {0, 3});
    assertThat(odd).containsExactly(new double[] {0, 0, 1, 2, 3, 3}, ROUNDING);
  }

  @Test
  void zerosStandAroundAndPartsAreTaken() {
    assertThat(Runs.run(new Op.Pad(new Padding(1, 0, 0, 2)), TWO, Runs.counting(4)))
        .containsExactly(0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0);
    assertThat(
            Runs.run(new Op.Crop(1, 2, 2, 1), new Shape.Image(3, 3, 2), Runs.counting(18)))
        .containsExactly(11, 12, 17, 18);
  }

  @Test
  void blocksGoIntoDepthRowsFirst() {
    Shape.Image in = new Shape.Image(2, 4, 2);
    assertThat(Runs.run(new Op.SpaceToDepth(2), in, Runs.counting(16)))
        .containsExactly(1, 2, 3, 4, 9, 10, 11, 12, 5, 6, 7, 8, 13, 14, 15, 16);
  }

  @Test
  void flatteningKeepsTheOrder() {
    assertThat(Runs.run(new Op.Flatten(), TWO, Runs.counting(4))).containsExactly(1, 2, 3, 4);
  }

  @Test
  void channelsStandBehindEachOther() {
    double[] y =
        Runs.run(
            new Op.Concat(), new Shape.Image(1, 2, 1), new double[] {1, 2},
            new Shape.Image(1, 2, 2), new double[] {10, 20, 30, 40});
    assertThat(y).containsExactly(1, 10, 20, 2, 30, 40);
  }

  @Test
  void oneValuePerChannelIsForAllPixels() {
    Shape.Image image = new Shape.Image(2, 1, 2);
    double[] x = {1, 2, 3, 4};
    double[] gate = {10, 2};
    for (Shape one : List.of(new Shape.Vector(2), new Shape.Image(1, 1, 2))) {
      assertThat(Runs.run(new Op.Join(Op.Combination.MUL), image, x, one, gate))
          .containsExactly(10, 4, 30, 8);
      assertThat(Runs.run(new Op.Join(Op.Combination.ADD), one, gate, image, x))
          .containsExactly(11, 4, 13, 6);
      assertThat(Runs.run(new Op.Join(Op.Combination.MAX), one, gate, image, x))
          .containsExactly(10, 2, 10, 4);
    }
  }

  @Test
  void theFirstOfEqualInputsGetsTheSlope() {
    Shape pair = new Shape.Vector(2);
    Call call =
        Runs.call(
            new Op.Join(Op.Combination.MAX), List.of(pair, pair),
            List.of(new double[][] {{3, 1}}, new double[][] {{3, 2}}));
    Slopes slopes = Runs.backward(call, new double[][] {{5, 7}});
    assertThat(slopes.inputs().get(0)[0]).containsExactly(5, 0);
    assertThat(slopes.inputs().get(1)[0]).containsExactly(0, 7);
  }

  @Test
  void factorsAndTerms() {
    Shape.Image in = new Shape.Image(1, 2, 2);
    double[] x = {1, -2, -3, 4};
    assertThat(Runs.run(new Op.Scale(0.5), in, x)).containsExactly(0.5, -1, -1.5, 2);
    assertThat(Runs.run(new Op.Shift(0.5), in, x)).containsExactly(1.5, -1.5, -2.5, 4.5);
    Init any = new Init.Constant(1);
    assertThat(Runs.run(new Op.ChannelScale(any), in, x, new double[] {10, 100}))
        .containsExactly(10, -200, -30, 400);
    assertThat(Runs.run(new Op.Prelu(any), in, x, new double[] {10, 100}))
        .containsExactly(1, -200, -30, 4);
  }

  @Test
  void dropoutZeroesDrawsBelowItsProbability() {
    Op.Dropout op = new Op.Dropout(0.75);
    Call call = Runs.call(op, new Shape.Vector(3), new double[][] {{1, 2, 3}});
    double[] draws = {0.7499, 0.75, 0};
    for (boolean training : new boolean[] {true, false}) {
      Call drawn =
          new Call(
              call.layer(), 4, training, call.inputs(), List.of(), List.of(),
              (layer, image, element) -> layer == 4 && image == 0 ? draws[element] : -1);
      assertThat(Runs.forward(drawn)[0])
          .containsExactly(training ? new double[] {0, 8, 0} : new double[] {1, 2, 3});
    }
  }
}
