package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.State;
import cnnc.dsl.table.OpTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each op's derivatives against finite differences. */
class OpGradientTest {
  static List<OpCases.Case> cases() {
    return OpCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void derivativesEqualFiniteDifferences(OpCases.Case c) {
    check(Rules.of(c.op()), c, 1);
    check(Rules.of(c.op()), c, 3);
  }

  @Test
  void everyOpIsAmongTheCases() {
    Set<Class<?>> kinds = cases().stream().map(c -> c.op().getClass()).collect(Collectors.toSet());
    assertThat(kinds).containsAll(OpTable.permitted(Op.class));
  }

  /** Every case notices a derivative that is wrong by a ten-thousandth. */
  @ParameterizedTest
  @MethodSource("cases")
  void plantedFaultsAreFound(OpCases.Case c) {
    assertThatThrownBy(() -> check(new Faulty(Rules.of(c.op()), true), c, 1))
        .isInstanceOf(AssertionError.class);
    if (!TestNets.layer("op", c.op(), places(c), c.inputs()).parameters().isEmpty()) {
      assertThatThrownBy(() -> check(new Faulty(Rules.of(c.op()), false), c, 1))
          .isInstanceOf(AssertionError.class);
    }
  }

  /** Some derivatives are too large: those by the inputs or those by the parameters. */
  private record Faulty(Rule right, boolean inputs) implements Rule {
    @Override
    public double[][] forward(Call call) {
      return right.forward(call);
    }

    @Override
    public void backward(Call call, double[][] dy, Slopes slopes) {
      right.backward(call, dy, slopes);
      if (inputs) {
        slopes.inputs().stream().flatMap(Arrays::stream).forEach(Faulty::enlarge);
      } else {
        slopes.parameters().forEach(Faulty::enlarge);
      }
    }

    private static void enlarge(double[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] * 1.0001 + 1e-4;
      }
    }
  }

  private static List<Integer> places(OpCases.Case c) {
    return IntStream.range(0, c.inputs().size()).boxed().toList();
  }

  /** The loss is a weighted sum of the outputs, with weights by chance. */
  private static void check(Rule rule, OpCases.Case c, int batch) {
    Layer layer = TestNets.layer("op", c.op(), places(c), c.inputs());
    Random random = new Random(batch);
    List<double[][]> inputs = new ArrayList<>();
    for (Shape shape : c.inputs()) {
      inputs.add(Samples.images(random, batch, shape.size()));
    }
    List<double[]> parameters = new ArrayList<>();
    for (Parameter p : layer.parameters()) {
      parameters.add(Samples.normals(random, p.size(), 1));
    }
    List<double[]> states = new ArrayList<>();
    for (State s : layer.states()) {
      states.add(new double[s.size()]);
    }
    Call call = new Call(layer, 0, true, inputs, parameters, states, Draws.seeded(1));
    double[][] dy = Samples.images(random, batch, layer.output().size());
    Slopes slopes = Slopes.zero(call);
    rule.backward(call, dy, slopes);
    FiniteDifferences differences =
        new FiniteDifferences(() -> Samples.product(rule.forward(call), dy), 1e-7, 20);
    for (int k = 0; k < inputs.size(); k++) {
      for (int n = 0; n < batch; n++) {
        differences.check("input " + k, inputs.get(k)[n], slopes.inputs().get(k)[n]);
      }
    }
    for (int p = 0; p < parameters.size(); p++) {
      String name = layer.parameters().get(p).name();
      differences.check(name, parameters.get(p), slopes.parameters().get(p));
    }
  }
}
