package cnnc.codegen.reference;

import cnnc.dsl.model.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * What comes of some steps with the same parameters, by name: losses, gradients, the states behind
 * them, and what the network says of the last batch then.
 */
public final class Outcome {
  /** Of a sum in floats, and of one whose terms were transformed before. */
  private static final double ROUNDING = 1e-6;

  private final RandomNets.Sample sample;
  private final List<Batch> batches;
  private final IntFunction<Draws> draws;
  private Map<String, double[]> expected;

  /**
   * Of these batches.
   *
   * @param draws by step
   */
  public Outcome(RandomNets.Sample sample, List<Batch> batches, IntFunction<Draws> draws) {
    this.sample = sample;
    this.batches = List.copyOf(batches);
    this.draws = draws;
  }

  /** As it should be. */
  public synchronized Map<String, double[]> expected() {
    if (expected == null) {
      expected = of(new Reference(sample.network(), sample.terms()));
    }
    return expected;
  }

  /**
   * As it would be if all were rounded.
   *
   * @param coarser than floats are, by this factor
   */
  public Map<String, double[]> rounded(double coarser, Random random) {
    return of(
        new Reference(
            sample.network(), sample.terms(),
            op -> new Rounded(Rules.of(op), coarser * ROUNDING, random)));
  }

  private Map<String, double[]> of(Reference reference) {
    Map<String, double[]> all = new LinkedHashMap<>();
    Network network = sample.network();
    List<double[]> parameters = batches.get(0).parameters;
    List<double[]> states = reference.initialStates();
    for (int step = 0; step < batches.size(); step++) {
      Batch b = batches.get(step);
      Reference.Gradients g =
          reference.gradients(b.images, b.labels, parameters, states, draws.apply(step));
      all.put(loss(step), new double[] {g.loss()});
      for (int p = 0; p < g.parameters().size(); p++) {
        all.put(gradient(step, network.parameters().get(p).name()), g.parameters().get(p));
      }
      states = g.states();
    }
    for (int s = 0; s < states.size(); s++) {
      all.put(network.states().get(s).name(), states.get(s));
    }
    List<double[]> logits = new ArrayList<>();
    for (double[][] image :
        reference.outputs(batches.get(batches.size() - 1).images, parameters, states)) {
      logits.add(image[0]);
    }
    for (int n = 0; n < logits.size(); n++) {
      all.put(logits(n), logits.get(n));
    }
    return all;
  }

  /** The name of a step's loss. */
  public static String loss(int step) {
    return "loss in step " + step;
  }

  /** The name of a parameter's gradient in a step. */
  public static String gradient(int step, String parameter) {
    return "gradient of " + parameter + " in step " + step;
  }

  /** The name of what the network says of an image. */
  public static String logits(int image) {
    return "logits of image " + image;
  }
}
