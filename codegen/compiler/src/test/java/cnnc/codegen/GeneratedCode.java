package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Tuning;
import cnnc.codegen.reference.Reference;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Parameter;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.EvalProgram;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.random.Streams;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds generated code against the reference. */
final class GeneratedCode {
  static final int[] LANES = {1, 4, 8, 16};

  private final Network network;
  private final List<LossTerm> terms;
  private final Nets.Compiled compiled;
  private final int batch;
  private final boolean exact;
  private final float[] inputs;
  private final int[] labels;
  /** What was found last. */
  private List<double[]> latest;

  GeneratedCode(Model model) {
    this(model, Tuning.NONE);
  }

  GeneratedCode(Model model, Tuning tuning) {
    network = model.network();
    terms = model.loss().stream().filter(LossTerm.Judged.class::isInstance).toList();
    exact = model.recipes().get(0).exact();
    compiled = new Nets.Compiled(model, false, Set.of(), tuning);
    batch = model.recipes().get(0).batch();
    inputs = Nets.inputs(batch * network.input().size(), 3);
    labels = Nets.labels(batch, network.classes(), 5);
  }

  /** Loss and each parameter's gradient agree with the reference, relative to its norm. */
  void checkGradients(double tolerance, int... lanes) {
    List<List<double[]>> bits = new ArrayList<>();
    for (int l : lanes) {
      errors(l).forEach(
          (name, error) -> assertThat(error).as("%s, %d lanes", name, l).isLessThan(tolerance));
      bits.add(latest);
    }
    for (int i = 1; i < lanes.length; i++) {
      for (int p = 0; p < bits.get(i).size(); p++) {
        assertThat(bits.get(i).get(p))
            .as("bits of gradient %d, %d lanes and %d", p, lanes[i], lanes[0])
            .isEqualTo(bits.get(0).get(p));
      }
    }
  }

  /** How far loss and gradients are from the reference; gradients relative to their norms. */
  Map<String, Double> errors(int lanes) {
    Map<String, Double> errors = new LinkedHashMap<>();
    try (CompiledNetwork net = compiled.create(lanes, 2)) {
      spread(Engine.of(net).weights());
      TrainProgram program = Engine.of(net).trainProgram(batch, exact);
      program.gradients(inputs, labels);
      Reference.Gradients expected =
          new Reference(network, terms)
              .gradients(
                  images(), labels, parameters(network, Engine.of(net).weights()),
                  new Reference(network, terms).initialStates(),
                  (layer, image, element) -> draw(0, layer, image, element));
      errors.put("loss", Math.abs(program.judged() - expected.loss()));
      List<double[]> found = parameters(network, program.gradients());
      latest = found;
      for (int p = 0; p < found.size(); p++) {
        errors.put(
            "gradient of " + network.parameters().get(p).name(),
            distance(found.get(p), expected.parameters().get(p)));
      }
      List<double[]> states = states(network, Engine.of(net).states());
      for (int s = 0; s < states.size(); s++) {
        errors.put(
            "new " + network.states().get(s).name(),
            distance(states.get(s), expected.states().get(s)));
      }
      errors.put("logits when judged", judged(net, states));
    }
    return errors;
  }

  /** How far the logits of an evaluation are from the reference's. */
  private double judged(CompiledNetwork net, List<double[]> states) {
    EvalProgram program = Engine.of(net).evalProgram(batch);
    program.run(inputs, batch);
    double[][][] expected =
        new Reference(network, terms).outputs(images(), parameters(network, Engine.of(net).weights()), states);
    double worst = 0;
    for (int n = 0; n < batch; n++) {
      double[] found = new double[network.classes()];
      for (int c = 0; c < found.length; c++) {
        found[c] = program.logit(n, c);
      }
      worst = Math.max(worst, distance(found, expected[n][0]));
    }
    return worst;
  }

  static List<double[]> states(Network network, float[] flat) {
    List<double[]> list = new ArrayList<>();
    List<Integer> offsets = ParameterLayout.ofStates(network).offsets();
    for (int s = 0; s < network.states().size(); s++) {
      double[] values = new double[network.states().get(s).size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = flat[offsets.get(s) + i];
      }
      list.add(values);
    }
    return list;
  }

  /** What the elements of a layer draw in a step of seed 0. */
  static double draw(int step, int layer, int image, int element) {
    int[] keys = new int[2 * image + 2];
    new cnnc.runtime.random.Draws(0).keys(Streams.LAYERS + layer, step, image, keys);
    int a = keys[2 * image];
    int h = (element ^ a) * 0x9e3779b9 + keys[2 * image + 1];
    h = (h ^ h >>> 15) * 0x7feb352d + a;
    h = (h ^ h >>> 14) * 0x846ca68b;
    return (h >>> 9) * 0x1p-23;
  }

  /** Start values differ from zero everywhere, biases too. */
  private static void spread(float[] weights) {
    float[] noise = Nets.inputs(weights.length, 11);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.05f * noise[i];
    }
  }

  private double[][] images() {
    double[][] images = new double[batch][network.input().size()];
    for (int n = 0; n < batch; n++) {
      for (int i = 0; i < images[n].length; i++) {
        images[n][i] = inputs[n * images[n].length + i];
      }
    }
    return images;
  }

  static List<double[]> parameters(Network network, float[] flat) {
    List<double[]> list = new ArrayList<>();
    List<Integer> offsets = ParameterLayout.of(network).offsets();
    for (int p = 0; p < network.parameters().size(); p++) {
      Parameter parameter = network.parameters().get(p);
      double[] values = new double[parameter.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = flat[offsets.get(p) + i];
      }
      list.add(values);
    }
    return list;
  }

  /** |a - b| / (|b| + a trifle). */
  static double distance(double[] a, double[] b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.length; i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      norm += b[i] * b[i];
    }
    return Math.sqrt(difference) / (Math.sqrt(norm) + 1e-6);
  }
}
