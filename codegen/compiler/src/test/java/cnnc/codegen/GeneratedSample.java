package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.codegen.kernel.Choice;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Tuning;
import cnnc.codegen.reference.Batch;
import cnnc.codegen.reference.Draws;
import cnnc.codegen.reference.Outcome;
import cnnc.codegen.reference.RandomNets;
import cnnc.codegen.reference.TestModels;
import cnnc.dsl.model.Model;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.EvalProgram;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A random network as generated code, on some batches. */
final class GeneratedSample {
  private static final int STEPS = 3;
  private static final float RATE = 0.01f;
  /** Of results that are rounded coarsely, so many times. */
  private static final int ROUNDED = 12;
  private static final double TOLERANCE = 5e-5;

  private final RandomNets.Sample sample;
  private final Network network;
  private final List<Batch> batches = new ArrayList<>();
  private final Outcome outcome;
  private final Nets.Compiled compiled;

  /** With some tuning, and with or without NaN in all memory that the plan has freed. */
  GeneratedSample(RandomNets.Sample sample) {
    this.sample = sample;
    network = sample.network();
    for (int step = 0; step < STEPS; step++) {
      batches.add(new Batch(sample.withSeed(sample.seed() + 1000 * step)));
    }
    outcome = new Outcome(sample, batches, GeneratedSample::draws);
    Random random = new Random(sample.seed());
    Model model = TestModels.of(network, sample.terms(), sample.batch());
    Tuning tuning = random.nextBoolean() ? Tuning.NONE : Nets.every(choice(random));
    compiled = new Nets.Compiled(model, random.nextBoolean(), Set.of(), tuning);
  }

  /** What dropout draws in a step. */
  static Draws draws(int step) {
    return (layer, image, element) -> GeneratedCode.draw(step, layer, image, element);
  }

  private static Choice choice(Random random) {
    return new Choice(
        random.nextBoolean() ? 2 : 4, 1 + random.nextInt(12), 4 << random.nextInt(3));
  }

  /** Losses, gradients, states and logits of each lane width. */
  void equalsTheReference() {
    for (int lanes : GeneratedCode.LANES) {
      Map<String, double[]> found;
      try (CompiledNetwork net = compiled.create(lanes, 2)) {
        found = found(net);
      }
      check(lanes + " lanes", outcome, found, transforms() ? 10 : 1);
    }
  }

  /** Where a difference is large, rounding may be the reason: then rounded results differ too. */
  static void check(
      String what, Outcome outcome, Map<String, double[]> found, double coarser) {
    List<Map<String, double[]>> rounded = new ArrayList<>();
    found.forEach(
        (name, values) -> {
          double[] expected = outcome.expected().get(name);
          double allowed = TOLERANCE * coarser;
          if (!(GeneratedCode.distance(values, expected) < allowed)) {
            while (rounded.size() < ROUNDED) {
              rounded.add(outcome.rounded(coarser, new Random(rounded.size())));
            }
            for (Map<String, double[]> r : rounded) {
              allowed = Math.max(allowed, 20 * GeneratedCode.distance(r.get(name), expected));
            }
          }
          assertThat(GeneratedCode.distance(values, expected))
              .as("%s, %s", name, what)
              .isLessThan(allowed);
        });
  }

  /** Whether Winograd's algorithm may be at work, whose errors are larger. */
  private boolean transforms() {
    return network.layers().stream()
        .anyMatch(
            l -> l.op() instanceof Op.Convolution c
                && c.window().height() == c.window().width() && c.window().height() > 2);
  }

  private Map<String, double[]> found(CompiledNetwork net) {
    Map<String, double[]> all = new LinkedHashMap<>();
    TrainProgram program = begin(net);
    for (int step = 0; step < STEPS; step++) {
      program.draw(0, step);
      program.gradients(inputs(step), batches.get(step).labels);
      all.put(Outcome.loss(step), new double[] {program.judged()});
      List<double[]> gradients = GeneratedCode.parameters(network, program.gradients());
      for (int p = 0; p < gradients.size(); p++) {
        all.put(
            Outcome.gradient(step, network.parameters().get(p).name()), gradients.get(p));
      }
    }
    List<double[]> states = GeneratedCode.states(network, Engine.of(net).states());
    for (int s = 0; s < states.size(); s++) {
      all.put(network.states().get(s).name(), states.get(s));
    }
    float[] logits = logits(net, sample.batch());
    for (int n = 0; n < sample.batch(); n++) {
      double[] each = new double[network.classes()];
      for (int c = 0; c < each.length; c++) {
        each[c] = logits[n * each.length + c];
      }
      all.put(Outcome.logits(n), each);
    }
    return all;
  }

  /** Training steps, states and logits of any number of threads, and what a step makes of weights. */
  void threadsChangeNoBit() {
    int lanes = GeneratedCode.LANES[(int) (sample.seed() % GeneratedCode.LANES.length)];
    Map<String, float[]> one = trained(lanes, 1);
    for (int threads : new int[] {2, 3, 4, 7}) {
      trained(lanes, threads)
          .forEach(
              (name, values) ->
                  assertThat(values)
                      .as("%s of %d threads, %d lanes", name, threads, lanes)
                      .isEqualTo(one.get(name)));
    }
    float[] before = one.get("weights 0");
    float[] after = one.get("weights 1");
    for (int i = 0; i < before.length; i++) {
      float expected = before[i] - RATE * one.get("gradients 0")[i];
      assertThat(Math.abs(after[i] - expected))
          .as("weight %d", i)
          .isLessThanOrEqualTo(2 * Math.ulp(Math.max(Math.abs(before[i]), Math.abs(expected))));
    }
  }

  private Map<String, float[]> trained(int lanes, int threads) {
    Map<String, float[]> all = new LinkedHashMap<>();
    try (CompiledNetwork net = compiled.create(lanes, threads)) {
      TrainProgram program = begin(net);
      Update update = new Update(net.spec(), "sgd", Engine.of(net).weights().length, null);
      update.scalars[0] = RATE;
      for (int step = 0; step < STEPS; step++) {
        all.put("weights " + step, Engine.of(net).weights().clone());
        program.draw(0, step);
        program.step(inputs(step), batches.get(step).labels, update);
        all.put("gradients " + step, program.gradients().clone());
      }
      all.put("weights", Engine.of(net).weights().clone());
      all.put("states", Engine.of(net).states().clone());
      float[] logits = logits(net, sample.batch());
      int some = (sample.batch() + 1) / 2;
      assertThat(logits(net, some)).isEqualTo(Arrays.copyOf(logits, some * network.classes()));
      all.put("logits", logits);
    }
    return all;
  }

  /** A program over the parameters of the first batch; what it has not written is no number. */
  private TrainProgram begin(CompiledNetwork net) {
    use(batches.get(0).parameters, network, net);
    TrainProgram program = Engine.of(net).trainProgram(sample.batch(), false);
    Arrays.fill(program.arena(), Float.NaN);
    return program;
  }

  /** Parameters take these values. */
  static void use(List<double[]> parameters, Network network, CompiledNetwork net) {
    float[] weights = Engine.of(net).weights();
    List<Integer> offsets = ParameterLayout.of(network).offsets();
    for (int p = 0; p < offsets.size(); p++) {
      double[] values = parameters.get(p);
      for (int i = 0; i < values.length; i++) {
        weights[offsets.get(p) + i] = (float) values[i];
      }
    }
  }

  /** Of the first images of the last batch. */
  private float[] logits(CompiledNetwork net, int images) {
    EvalProgram program = Engine.of(net).evalProgram(sample.batch());
    Arrays.fill(program.arena(), Float.NaN);
    program.run(inputs(STEPS - 1), images);
    float[] logits = new float[images * network.classes()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = program.logit(i / network.classes(), i % network.classes());
    }
    return logits;
  }

  private float[] inputs(int step) {
    return batches.get(step).pixels();
  }
}
