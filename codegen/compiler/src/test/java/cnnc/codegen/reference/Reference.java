package cnnc.codegen.reference;

import cnnc.dsl.model.Loss;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs a model layer by layer, forward and backward, without any of the compiler's passes.
 * Parameters and states come in the order of the network's.
 */
public final class Reference {
  /**
   * A batch of training.
   *
   * @param loss without L2 terms
   * @param terms of the loss by name, without L2 terms
   * @param parameters derivatives by each parameter
   * @param images derivatives by each image
   * @param states after the batch
   */
  public record Gradients(
      double loss,
      Map<String, Double> terms,
      List<double[]> parameters,
      double[][] images,
      List<double[]> states) {}

  /** The loss where none is named: the mean of the first output's. */
  public static final List<LossTerm> CROSS_ENTROPY =
      List.of(
          new LossTerm.Judged(
              "cross_entropy", new Loss.SoftmaxCrossEntropy(0), 0, 1, true, List.of()));

  private final Network network;
  private final List<Judgement> judgements = new ArrayList<>();
  private final Function<Op, Rule> rules;

  public Reference(Network network) {
    this(network, CROSS_ENTROPY);
  }

  /** L2 terms are left to the update of the weights. */
  public Reference(Network network, List<LossTerm> terms) {
    this(network, terms, Rules::of);
  }

  Reference(Network network, List<LossTerm> terms, Function<Op, Rule> rules) {
    this.network = network;
    this.rules = rules;
    for (LossTerm term : terms) {
      if (term instanceof LossTerm.Judged judged) {
        judgements.add(new Judgement(judged));
      }
    }
  }

  /** The states of a network that has seen nothing. */
  public List<double[]> initialStates() {
    List<double[]> states = new ArrayList<>();
    for (State s : network.states()) {
      double[] values = new double[s.size()];
      Arrays.fill(values, s.initial());
      states.add(values);
    }
    return states;
  }

  /** In evaluation: by image, output of the network, element. */
  public double[][][] outputs(
      double[][] images, List<double[]> parameters, List<double[]> states) {
    Walk walk = new Walk(network, rules);
    walk.forward(images, parameters, states, false, Draws.NONE);
    double[][][] outputs = new double[images.length][network.outputs().size()][];
    for (int n = 0; n < images.length; n++) {
      for (int o = 0; o < outputs[n].length; o++) {
        outputs[n][o] = walk.output(o)[n];
      }
    }
    return outputs;
  }

  /** In training: the loss, all its derivatives, and the new states. */
  public Gradients gradients(
      double[][] images, int[] labels, List<double[]> parameters, List<double[]> states,
      Draws draws) {
    Walk walk = new Walk(network, rules);
    walk.forward(images, parameters, states, true, draws);
    List<double[][]> slopes = new ArrayList<>();
    for (int o = 0; o < network.outputs().size(); o++) {
      slopes.add(walk.zeros(o));
    }
    for (Judgement j : judgements) {
      int which = j.term().output();
      j.addSlopes(walk.output(which), labels, slopes.get(which));
    }
    Walk.Back back = walk.backward(images, slopes);
    Map<String, Double> terms = terms(walk, labels);
    return new Gradients(sum(terms), terms, back.parameters(), back.images(), walk.states());
  }

  /** In training: the loss alone. */
  public double loss(
      double[][] images, int[] labels, List<double[]> parameters, List<double[]> states,
      Draws draws) {
    Walk walk = new Walk(network, rules);
    walk.forward(images, parameters, states, true, draws);
    return sum(terms(walk, labels));
  }

  private Map<String, Double> terms(Walk walk, int[] labels) {
    Map<String, Double> terms = new LinkedHashMap<>();
    for (Judgement j : judgements) {
      terms.put(j.term().name(), j.value(walk.output(j.term().output()), labels));
    }
    return terms;
  }

  private static double sum(Map<String, Double> terms) {
    return terms.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The first output for one image, in evaluation, where the network keeps no states. */
  public double[] logits(double[] image, List<double[]> parameters) {
    return outputs(new double[][] {image}, parameters, initialStates())[0][0];
  }

  /** Of a network that keeps no states and drops nothing. */
  public Gradients gradients(double[][] images, int[] labels, List<double[]> parameters) {
    return gradients(images, labels, parameters, initialStates(), Draws.NONE);
  }

  /** Of a network that keeps no states and drops nothing. */
  public double loss(double[][] images, int[] labels, List<double[]> parameters) {
    return loss(images, labels, parameters, initialStates(), Draws.NONE);
  }
}
