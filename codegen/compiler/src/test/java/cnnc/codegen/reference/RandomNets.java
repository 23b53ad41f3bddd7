package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;

/**
 * Small networks of all ops, with forks, joins and several outputs. They are grown from numbers,
 * each of which means something whatever the others are, so that a failing network shrinks to a
 * shorter one; its comment says what it computes.
 */
public final class RandomNets {
  /**
   * A network, its loss, and how it is trained.
   *
   * @param seed of whatever else is random
   */
  public record Sample(Network network, List<LossTerm> terms, int batch, long seed) {
    @Override
    public String toString() {
      return network.comment() + terms + "\nbatch " + batch + ", seed " + seed;
    }
  }

  private static final int CLASSES = 3;
  private static final int MOST_STEPS = 12;
  private static final int MOST_VALUES = 400;
  private static final int MOST_WEIGHTS = 3000;

  private RandomNets() {}

  public static Arbitrary<Network> networks() {
    Arbitrary<List<List<Integer>>> steps = numbers().list().ofMaxSize(MOST_STEPS);
    return Combinators.combine(numbers(), steps.withoutEdgeCases())
        .as((first, more) -> grow(new Choices(first), more));
  }

  /** With a term of the loss for each output that can be judged. */
  public static Arbitrary<Sample> samples() {
    return Combinators.combine(
            networks(), numbers(), Arbitraries.of(1, 2, 3).withoutEdgeCases(),
            Arbitraries.longs().between(0, 999).withoutEdgeCases())
        .as((network, first, batch, seed) ->
            new Sample(network, terms(new Choices(first), network), batch, seed));
  }

  static Arbitrary<List<Integer>> numbers() {
    // Small numbers are simple, but no more worth a try than others.
    return Arbitraries.integers()
        .between(0, Choices.LIMIT - 1)
        .withDistribution(RandomDistribution.uniform())
        .withoutEdgeCases()
        .list()
        .ofSize(Choices.MANY);
  }

  private static Network grow(Choices first, List<List<Integer>> steps) {
    boolean features = first.maybe();
    Shape.Image input =
        new Shape.Image(1 + first.next(6), 1 + first.next(6), first.of(1, 3, 6, 17));
    TestNets nets = new TestNets(input, CLASSES);
    for (List<Integer> step : steps) {
      step(nets, new Choices(step));
    }
    List<Integer> outputs = heads(nets);
    if (features && !outputs.contains(0)) {
      outputs.add(0);
    }
    return nets.network(TestNets.array(outputs));
  }

  /** One more layer, where what was chosen fits; mostly after the last one. */
  private static void step(TestNets nets, Choices by) {
    int kind = by.next(RandomOps.kinds() + 6);
    int from = by.of(nets.size() - 1, nets.size() - 1, by.next(nets.size() + 1) - 1);
    if (kind < RandomOps.kinds()) {
      RandomOps.make(kind, by, nets.shape(from))
          .filter(op -> small(op, nets.shape(from)))
          .ifPresent(op -> nets.add(op, from));
    } else {
      boolean concat = kind % 3 == 2;
      List<Integer> inputs = new ArrayList<>(List.of(from));
      for (int more = 1 + by.next(2); more > 0; more--) {
        partner(nets, by, inputs, concat).ifPresent(inputs::add);
      }
      // Into a random order: the largest is not always the first.
      int turned = by.next(inputs.size());
      Collections.rotate(inputs, turned);
      Op op = concat ? new Op.Concat() : new Op.Join(by.of(Op.Combination.values()));
      if (inputs.size() > 1) {
        nets.add(op, TestNets.array(inputs));
      }
    }
  }

  private static boolean small(Op op, Shape in) {
    Layer layer = TestNets.layer("op", op, List.of(0), List.of(in));
    return layer.output().size() <= MOST_VALUES && layer.parameterCount() <= MOST_WEIGHTS;
  }

  /** A value that can be joined with all of these. */
  private static Optional<Integer> partner(
      TestNets nets, Choices by, List<Integer> inputs, boolean concat) {
    List<Integer> possible = new ArrayList<>();
    for (int i = TestNets.INPUT; i < nets.size(); i++) {
      Shape shape = nets.shape(i);
      if (inputs.stream().allMatch(k -> fits(shape, nets.shape(k), concat))) {
        possible.add(i);
      }
    }
    return possible.isEmpty()
        ? Optional.empty()
        : Optional.of(possible.get(possible.size() - 1 - by.next(possible.size())));
  }

  private static boolean fits(Shape a, Shape b, boolean concat) {
    if (concat) {
      return a.dimensions().size() == b.dimensions().size()
          && a.dimensions().subList(0, a.dimensions().size() - 1)
              .equals(b.dimensions().subList(0, b.dimensions().size() - 1));
    }
    boolean broadcast =
        a.channels() == b.channels() && Math.min(a.size(), b.size()) == a.channels();
    return a.equals(b) || broadcast;
  }

  /** Whatever nothing reads ends in one value per class; the last layer gives the first output. */
  private static List<Integer> heads(TestNets nets) {
    List<Integer> heads = new ArrayList<>();
    List<Integer> ends = nets.size() == 0 ? List.of(TestNets.INPUT) : nets.ends();
    for (int end : ends) {
      boolean values = nets.shape(end).equals(new Shape.Vector(CLASSES));
      heads.add(0, values ? end : nets.add(new Op.Dense(CLASSES, OpCases.BIASED), end));
    }
    return heads;
  }

  private static List<LossTerm> terms(Choices by, Network network) {
    List<LossTerm> terms = new ArrayList<>();
    for (int o = 0; o < network.outputs().size() && o < 4; o++) {
      Shape shape = network.layers().get(network.outputs().get(o)).output();
      if (shape.equals(new Shape.Vector(CLASSES))) {
        Loss loss =
            by.of(
                new Loss.SoftmaxCrossEntropy(0), new Loss.SoftmaxCrossEntropy(0.1),
                new Loss.SigmoidCrossEntropy(0.1), new Loss.MeanSquaredError(),
                new Loss.MeanAbsoluteError(), new Loss.Huber(0.5), new Loss.Hinge(1));
        terms.add(
            new LossTerm.Judged(
                "term" + o, loss, o, by.of(1.0, 0.3), !by.maybe(),
                by.maybe() ? List.of(0.5, 2.0, 1.0) : List.of()));
      }
    }
    return terms;
  }
}
