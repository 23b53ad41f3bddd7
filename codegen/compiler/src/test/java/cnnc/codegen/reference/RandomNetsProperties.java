package cnnc.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Padding;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;

/** The reference on whole graphs. */
class RandomNetsProperties {
  @Provide
  Arbitrary<RandomNets.Sample> samples() {
    return RandomNets.samples();
  }

  @Property(tries = 400)
  void derivativesEqualFiniteDifferences(@ForAll("samples") RandomNets.Sample sample) {
    Batch batch = new Batch(sample);
    batch.checkGradients(new Reference(sample.network(), sample.terms()));
  }

  /** With the batch's own statistics and nothing dropped, judging is what training does. */
  @Property(tries = 200)
  void evaluationEqualsTraining(@ForAll("samples") RandomNets.Sample sample) {
    Network network = TestNets.like(sample.network(), RandomNetsProperties::forgetful);
    Batch batch = new Batch(new RandomNets.Sample(network, sample.terms(), sample.batch(), 1));
    Reference reference = new Reference(network, sample.terms());
    Reference.Gradients trained = batch.gradients(reference);
    double[][][] judged =
        reference.outputs(batch.images, batch.parameters, trained.states());
    for (LossTerm term : sample.terms()) {
      LossTerm.Judged j = (LossTerm.Judged) term;
      double[][] output = new double[judged.length][];
      for (int n = 0; n < output.length; n++) {
        output[n] = judged[n][j.output()];
      }
      double value = new Judgement(j).value(output, batch.labels);
      assertThat(trained.terms().get(j.name()))
          .isCloseTo(value, within(1e-9 * (1 + Math.abs(value))));
    }
  }

  private static Op forgetful(Op op) {
    if (op instanceof Op.BatchNorm b) {
      return new Op.BatchNorm(0, b.normalization());
    }
    return op instanceof Op.Dropout ? new Op.Dropout(0) : op;
  }

  @Example
  void everyOpOccurs() {
    Set<Class<?>> seen = new HashSet<>();
    RandomGenerator<Network> generator = RandomNets.networks().generator(1000);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      generator.next(random).value().layers().forEach(l -> seen.add(l.op().getClass()));
    }
    assertThat(seen).containsAll(OpTable.permitted(Op.class));
  }

  /** A join that forgets its second input is found in whole networks too. */
  @Example
  void aPlantedFaultIsFound() {
    TestNets nets = new TestNets(new Shape.Image(3, 2, 3), 3);
    int conv = nets.add(
        new Op.Convolution(
            new Window(1, 1, 1, 1, Padding.NONE), 3, 1,
            OpCases.BIASED),
        TestNets.INPUT);
    int sum = nets.add(new Op.Join(Op.Combination.ADD), TestNets.INPUT, conv);
    Network network = nets.network(nets.add(new Op.Dense(3, OpCases.BIASED), sum));
    RandomNets.Sample sample = new RandomNets.Sample(network, Reference.CROSS_ENTROPY, 2, 1);
    Batch batch = new Batch(sample);
    batch.checkGradients(new Reference(network, Reference.CROSS_ENTROPY));
    Reference faulty =
        new Reference(
            network, Reference.CROSS_ENTROPY,
            op -> op instanceof Op.Join ? new FirstOnly(Rules.of(op)) : Rules.of(op));
    assertThatThrownBy(() -> batch.checkGradients(faulty))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("conv1.weight");
  }

  private record FirstOnly(Rule right) implements Rule {
    @Override
    public double[][] forward(Call call) {
      return right.forward(call);
    }

    @Override
    public void backward(Call call, double[][] dy, Slopes slopes) {
      Slopes all = Slopes.zero(call);
      right.backward(call, dy, all);
      for (int n = 0; n < dy.length; n++) {
        System.arraycopy(all.input(n), 0, slopes.input(n), 0, all.input(n).length);
      }
    }
  }

  /** What fails for one op alone shrinks to that op, with little around it. */
  @Example
  void networksShrink() {
    for (Class<?> kind : List.of(Op.MaxPool.class, Op.Join.class, Op.GroupNorm.class)) {
      Predicate<Network> fails = n -> n.layers().stream().map(Layer::op).anyMatch(kind::isInstance);
      Network least = shrunk(fails);
      assertThat(least.layers()).as(least.comment()).hasSizeLessThanOrEqualTo(2);
      assertThat(least.input().size()).isEqualTo(1);
    }
  }

  /** The end of the way down from the first network that fails. */
  private static Network shrunk(Predicate<Network> fails) {
    RandomGenerator<Network> generator = RandomNets.networks().generator(1000);
    Random random = new Random(2);
    Shrinkable<Network> current = generator.next(random);
    while (!fails.test(current.value())) {
      current = generator.next(random);
    }
    Optional<Shrinkable<Network>> next = Optional.of(current);
    while (next.isPresent()) {
      current = next.get();
      next = current.shrink().filter(s -> fails.test(s.value())).findFirst();
    }
    return current.value();
  }
}
