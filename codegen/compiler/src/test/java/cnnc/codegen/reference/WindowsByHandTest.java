package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import org.junit.jupiter.api.Test;

/** Convolutions and pools whose values can be seen. */
class WindowsByHandTest {
  private static final Shape.Image FOUR = new Shape.Image(4, 4, 1);

  @Test
  void aDilatedConvolutionLeavesHoles() {
    Window w = new Window(2, 2, 1, 1, 3, 2, Padding.NONE);
    double[] y =
        Runs.run(
            new Op.Convolution(w, 1, 1, OpCases.BIASED), FOUR, Runs.counting(16),
            new double[] {1, 10, 100, 1000}, new double[] {0.5});
    // 1 3 over 13 15, and 2 4 over 14 16.
    assertThat(y).containsExactly(1 + 30 + 1300 + 15000 + 0.5, 2 + 40 + 1400 + 16000 + 0.5);
  }

  @Test
  void groupsReadTheirOwnChannels() {
    Window w = new Window(1, 1, 1, 1, Padding.NONE);
    double[] y =
        Runs.run(
            new Op.Convolution(w, 4, 2, OpCases.PLAIN), new Shape.Image(1, 1, 4),
            new double[] {1, 2, 3, 4},
            // From the first of a group's channels to the four outputs, then from the second.
            new double[] {1, 10, 100, 1000, 2, 20, 200, 2000});
    assertThat(y).containsExactly(1 + 4, 10 + 40, 300 + 800, 3000 + 8000);
  }

  @Test
  void aTransposedConvolutionPaintsItsWindow() {
    Window w = new Window(2, 2, 2, 2, Padding.NONE);
    double[] y =
        Runs.run(
            new Op.TransposedConvolution(w, 2, 5, 1, 1, OpCases.BIASED), new Shape.Image(1, 2, 1),
            new double[] {1, 2}, new double[] {1, 10, 100, 1000}, new double[] {0.5});
    assertThat(y)
        .containsExactly(1.5, 10.5, 2.5, 20.5, 0.5, 100.5, 1000.5, 200.5, 2000.5, 0.5);
  }

  @Test
  void aLocalConvolutionHasWeightsForEachPlace() {
    Window w = new Window(1, 2, 1, 1, Padding.NONE);
    double[] y =
        Runs.run(
            new Op.LocalConvolution(w, 1, OpCases.BIASED), new Shape.Image(1, 3, 1),
            new double[] {1, 2, 3}, new double[] {1, 10, 100, 1000}, new double[] {0.25, 0.5});
    assertThat(y).containsExactly(1 + 20 + 0.25, 200 + 3000 + 0.5);
  }

  /** Windows of 3 by strides of 2, the count rounded up: the last one ends outside. */
  @Test
  void poolsThatEndOutsideSeeWhatIsInside() {
    Window ceil = new Window(3, 3, 2, 2, new Padding(0, 1, 0, 1));
    double[] x = Runs.counting(16);
    assertThat(Runs.run(new Op.MaxPool(ceil), FOUR, x)).containsExactly(11, 12, 15, 16);
    assertThat(Runs.run(new Op.AveragePool(ceil, Padding.NONE), FOUR, x))
        .containsExactly(new double[] {6, 7.5, 12, 13.5}, offset(1e-12));
  }

  @Test
  void averagesCountThePaddingTheyAreToldTo() {
    Window w = new Window(2, 2, 2, 2, new Padding(1, 1, 1, 1));
    Shape two = new Shape.Image(2, 2, 1);
    double[] x = {4, 8, 12, 16};
    assertThat(Runs.run(new Op.AveragePool(w, Padding.NONE), two, x))
        .containsExactly(4, 8, 12, 16);
    assertThat(Runs.run(new Op.AveragePool(w, new Padding(1, 1, 1, 1)), two, x))
        .containsExactly(1, 2, 3, 4);
    // Above and on the left only, as where rounding up has added the rest.
    assertThat(Runs.run(new Op.AveragePool(w, new Padding(1, 0, 1, 0)), two, x))
        .containsExactly(1, 4, 6, 16);
  }

  @Test
  void paddingNeverWinsAPool() {
    Window w = new Window(2, 2, 1, 1, new Padding(1, 0, 1, 0));
    assertThat(Runs.run(new Op.MaxPool(w), new Shape.Image(1, 2, 1), new double[] {-5, -7}))
        .containsExactly(-5, -5);
  }

  @Test
  void theFirstOfEqualPixelsGetsTheSlope() {
    Window w = new Window(2, 2, 1, 1, Padding.NONE);
    Shape two = new Shape.Image(2, 2, 1);
    Call call = Runs.call(new Op.MaxPool(w), two, new double[][] {{1, 3, 3, 3}});
    assertThat(Runs.backward(call, new double[][] {{7}}).input(0)).containsExactly(0, 7, 0, 0);
  }

  @Test
  void aWindowWithoutPixelsIsRefused() {
    Window w = new Window(2, 1, 1, 1, 2, 1, new Padding(1, 1, 0, 0));
    Shape one = new Shape.Image(1, 1, 1);
    assertThatThrownBy(() -> Runs.run(new Op.MaxPool(w), one, new double[] {1}))
        .hasMessage("op: nothing to choose from for value 0");
    assertThatThrownBy(() -> Runs.run(new Op.AveragePool(w, Padding.NONE), one, new double[] {1}))
        .hasMessage("the average of no pixels");
  }

  @Test
  void globalPoolsLeaveChannels() {
    Shape.Image in = new Shape.Image(2, 1, 2);
    double[] x = {1, 20, 3, 10};
    assertThat(Runs.run(new Op.GlobalMaxPool(), in, x)).containsExactly(3, 20);
    assertThat(Runs.run(new Op.GlobalAveragePool(), in, x)).containsExactly(2, 15);
  }
}
