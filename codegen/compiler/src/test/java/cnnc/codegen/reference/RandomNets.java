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
    /** The same with other numbers. */
    public Sample withSeed(long other) {
      return new Sample(network, terms, batch, other);
    }

    @Override
    public String toString() {
      return network.comment() + terms + "\nbatch " + batch + ", seed " + seed;
    }
  }

  private static final int MOST_STEPS = 12;

  private RandomNets() {}

  static Arbitrary<Network> networks() {
    return networks(Extent.SMALL, RandomNets::outputs);
  }

  /** With a term of the loss for each output that can be judged. */
  static Arbitrary<Sample> samples() {
    return samples(networks(), Extent.SMALL, 4, 1, 2, 3);
  }

  /** Such as the compiler takes: one term judges the first output, to which all others lead. */
  public static Arbitrary<Sample> judgedOnce() {
    return samples(
        networks(Extent.VECTORS, RandomNets::output), Extent.VECTORS, 1, 3, 1, 2, 5, 19, 37);
  }

  private interface Ends {
    /** Layers that give the outputs, in their order; the first has a value for each class. */
    List<Integer> of(TestNets nets, Choices by);
  }

  private static Arbitrary<Network> networks(Extent extent, Ends ends) {
    Arbitrary<List<List<Integer>>> steps = numbers().list().ofMaxSize(MOST_STEPS);
    return Combinators.combine(numbers(), steps.withoutEdgeCases())
        .as((first, more) -> grow(new Choices(first, extent), more, ends));
  }

  private static Arbitrary<Sample> samples(
      Arbitrary<Network> networks, Extent extent, int terms, Integer... batches) {
    return Combinators.combine(
            networks, numbers(), Arbitraries.of(batches).withoutEdgeCases(),
            Arbitraries.longs().between(0, 999).withoutEdgeCases())
        .as((network, first, batch, seed) ->
            new Sample(
                network, terms(new Choices(first, extent), network, terms), batch, seed));
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

  private static Network grow(Choices first, List<List<Integer>> steps, Ends ends) {
    int side = first.extent().side();
    Shape.Image input =
        new Shape.Image(
            1 + first.next(side), 1 + first.next(side), first.of(first.extent().channels()));
    TestNets nets = new TestNets(input, first.of(3, 3, 2, 11));
    for (List<Integer> step : steps) {
      step(nets, new Choices(step, first.extent()));
    }
    return nets.network(TestNets.array(ends.of(nets, first)));
  }

  /** Whatever nothing reads; and the first layer's values now and then. */
  private static List<Integer> outputs(TestNets nets, Choices by) {
    List<Integer> outputs = heads(nets);
    if (by.maybe() && !outputs.contains(0)) {
      outputs.add(0);
    }
    return outputs;
  }

  /** One that depends on all layers; or several, of which only the first is judged. */
  private static List<Integer> output(TestNets nets, Choices by) {
    if (by.next(4) == 3) {
      return outputs(nets, by);
    }
    int[] heads = TestNets.array(heads(nets));
    int judged =
        heads.length > 1 ? nets.add(new Op.Join(Op.Combination.ADD), heads) : heads[0];
    // What is judged may be read, too.
    return by.next(4) < 3
        ? List.of(judged)
        : List.of(judged, nets.add(new Op.Dense(2, OpCases.PLAIN), judged));
  }

  /** One more layer, where what was chosen fits; mostly after the last one. */
  private static void step(TestNets nets, Choices by) {
    int kind = by.next(RandomOps.kinds() + 6);
    int from = by.of(nets.size() - 1, nets.size() - 1, by.next(nets.size() + 1) - 1);
    if (kind < RandomOps.kinds()) {
      RandomOps.make(kind, by, nets.shape(from))
          .filter(op -> small(op, nets.shape(from), by.extent()))
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

  private static boolean small(Op op, Shape in, Extent extent) {
    Layer layer = TestNets.layer("op", op, List.of(0), List.of(in));
    return layer.output().size() <= extent.values()
        && layer.parameterCount() <= extent.weights()
        && layer.macs() <= extent.products();
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

  /** Whatever nothing reads ends in one value per class, and something learns; the last layer gives the first output. */
  private static List<Integer> heads(TestNets nets) {
    List<Integer> heads = new ArrayList<>();
    List<Integer> ends = nets.size() == 0 ? List.of(TestNets.INPUT) : nets.ends();
    for (int end : ends) {
      boolean values =
          nets.learns() && nets.shape(end).equals(new Shape.Vector(nets.classes()));
      Op dense = new Op.Dense(nets.classes(), OpCases.BIASED);
      heads.add(0, values ? end : nets.add(dense, end));
    }
    return heads;
  }

  private static List<LossTerm> terms(Choices by, Network network, int most) {
    List<LossTerm> terms = new ArrayList<>();
    for (int o = 0; o < network.outputs().size() && o < most; o++) {
      Shape shape = network.layers().get(network.outputs().get(o)).output();
      if (shape.equals(new Shape.Vector(network.classes()))) {
        Loss loss =
            by.of(
                new Loss.SoftmaxCrossEntropy(0), new Loss.SoftmaxCrossEntropy(0.1),
                new Loss.SigmoidCrossEntropy(0.1), new Loss.MeanSquaredError(),
                new Loss.MeanAbsoluteError(), new Loss.Huber(0.5), new Loss.Hinge(1));
        terms.add(
            new LossTerm.Judged(
                "term" + o, loss, o, by.of(1.0, 0.3), !by.maybe(),
                by.maybe() ? weights(network.classes()) : List.of()));
      }
    }
    return terms;
  }

  /** By class; the second counts most. */
  private static List<Double> weights(int classes) {
    List<Double> weights = new ArrayList<>(Collections.nCopies(classes, 1.0));
    weights.set(0, 0.5);
    weights.set(1, 2.0);
    return weights;
  }
}
