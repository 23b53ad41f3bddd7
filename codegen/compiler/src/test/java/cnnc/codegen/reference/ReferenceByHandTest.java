package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A network with a norm, a fork and two outputs, followed by hand. */
class ReferenceByHandTest {
  private static final Offset<Double> ROUNDING = offset(1e-12);
  private static final double[][] IMAGES = {{1, 2}, {3, 6}};
  private static final int[] LABELS = {0, 1};

  /** Outputs x + (x - m) / d and x times 3, where d is the root of the variance plus epsilon. */
  private static Network network() {
    TestNets nets = new TestNets(new Shape.Image(1, 1, 2), 2);
    Op.Normalization plain = new Op.Normalization(0, false, false);
    int norm = nets.add(new Op.BatchNorm(0.5, plain), TestNets.INPUT);
    int sum = nets.add(new Op.Join(Op.Combination.ADD), TestNets.INPUT, norm);
    int first = nets.add(new Op.Flatten(), sum);
    int tripled = nets.add(new Op.Scale(3), TestNets.INPUT);
    return nets.network(first, nets.add(new Op.Flatten(), tripled));
  }

  private static LossTerm term(String name, int output, double factor) {
    return new LossTerm.Judged(
        name, new Loss.MeanSquaredError(), output, factor, true, List.of());
  }

  @Test
  void evaluationUsesTheStates() {
    Reference reference = new Reference(network());
    double[][][] outputs =
        reference.outputs(
            IMAGES, List.of(), List.of(new double[] {1, 2}, new double[] {4, 16}));
    assertThat(outputs).hasDimensions(2, 2);
    assertThat(outputs[0][0]).containsExactly(1, 2);
    assertThat(outputs[1][0]).containsExactly(3 + 1, 6 + 1);
    assertThat(outputs[1][1]).containsExactly(9, 18);
    assertThat(reference.initialStates().get(1)).containsExactly(1, 1);
  }

  @Test
  void trainingUsesTheBatchAndAddsTerms() {
    List<LossTerm> terms = List.of(term("a", 0, 1), new LossTerm.L2("w"), term("b", 1, 0.5));
    Reference reference = new Reference(network(), terms);
    Reference.Gradients g =
        reference.gradients(
            IMAGES, LABELS, List.of(), reference.initialStates(), Draws.NONE);
    // The norm makes -1 and 1 of each channel: outputs are 0, 1 and 4, 7.
    double a = (1 + 1 + 16 + 36) / 4.0;
    double b = 0.5 * (4 + 36 + 81 + 17 * 17) / 4.0;
    assertThat(g.terms()).containsOnlyKeys("a", "b");
    assertThat(g.terms().get("a")).isCloseTo(a, ROUNDING);
    assertThat(g.terms().get("b")).isCloseTo(b, ROUNDING);
    assertThat(g.loss()).isCloseTo(a + b, ROUNDING);
    assertThat(g.states().get(0)).containsExactly(new double[] {1, 2}, ROUNDING);
    assertThat(g.states().get(1)).containsExactly(new double[] {1, 2.5}, ROUNDING);
    // Two values per channel are -1 and 1 whatever they are: the norm passes no slope.
    assertThat(g.images()[0])
        .containsExactly(
            new double[] {-1 / 2.0 + 3 * 0.5 * 2 / 2.0, 1 / 2.0 + 3 * 0.5 * 6 / 2.0}, ROUNDING);
    assertThat(g.parameters()).isEmpty();
  }
}
