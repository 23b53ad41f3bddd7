package cnnc.runtime.cuda.net;

import cnnc.runtime.augment.Augmenter;
import cnnc.runtime.augment.Mixer;
import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.ValueAt;
import cnnc.runtime.train.Recipe;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The first step of a recipe on the CPU, with all that it computes on the way.
 *
 * @param prepared the batch after augmentation
 * @param input the same, mixed where its recipe does that
 * @param values by their numbers in the graph, gradients of parameters among them
 * @param loss what is judged and weight loss
 */
record CpuStep(float[] prepared, float[] input, Map<Integer, float[]> values, double loss) {
  /** Runs it; the network's weights and states stay. */
  static CpuStep run(CompiledNetwork network, Recipe recipe, ImageSet images, int[] picks) {
    float[] shares = new float[recipe.batch()];
    Arrays.fill(shares, 1);
    float[] prepared = prepared(network, recipe, images, picks);
    float[] input = mixed(prepared, recipe, images, picks, shares);
    TrainProgram program = Engine.of(network).trainProgram(recipe.batch(), recipe.exact());
    int[] labels = new int[recipe.batch()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.labels()[picks[2 * i]];
    }
    Map<Integer, float[]> values = new HashMap<>();
    List<ValueAt> written = program.values();
    program.watch(
        launch -> written.stream()
            .filter(v -> v.launch() == launch && !v.gradient())
            .forEach(v -> values.put(v.value(), program.value(v))));
    float[] states = Engine.of(network).states();
    float[] kept = states.clone();
    program.draw(recipe.seed(), 0);
    program.mixed(shares);
    program.gradients(input, labels);
    program.mixed(null);
    System.arraycopy(kept, 0, states, 0, kept.length);
    program.watch(null);
    for (ValueAt v : written) {
      if (v.gradient()) {
        Parameter p =
            network.spec().parameters().stream()
                .filter(q -> q.offset() == v.offset()).findFirst().orElseThrow();
        float[] copy = new float[p.size()];
        System.arraycopy(program.gradients(), p.offset(), copy, 0, copy.length);
        values.put(v.value(), copy);
      }
    }
    return new CpuStep(prepared, input, values, program.judged() + decayLoss(network));
  }

  private static float[] prepared(
      CompiledNetwork network, Recipe recipe, ImageSet images, int[] picks) {
    int size = network.spec().inputSize();
    float[] input = new float[recipe.batch() * size];
    Augmenter augmenter = new Augmenter(recipe.augmentation(), recipe.seed(), images.channels());
    for (int i = 0; i < recipe.batch(); i++) {
      augmenter.apply(images, picks[2 * i], picks[2 * i + 1], input, i * size);
    }
    return input;
  }

  private static float[] mixed(
      float[] prepared, Recipe recipe, ImageSet images, int[] picks, float[] shares) {
    float[] input = prepared.clone();
    Mixer mixer =
        Mixer.of(
            recipe.augmentation(), recipe.seed(), images.height(), images.width(),
            images.channels());
    if (mixer != null) {
      float[] numbers = mixer.numbers(picks);
      for (int i = 0; i < recipe.batch(); i++) {
        shares[i] = numbers[i * Mixer.NUMBERS];
      }
      mixer.mix(input, recipe.batch(), numbers);
    }
    return input;
  }

  private static double decayLoss(CompiledNetwork network) {
    double loss = 0;
    for (Parameter p : network.spec().parameters()) {
      for (int i = 0; i < p.size(); i++) {
        double w = Engine.of(network).weights()[p.offset() + i];
        loss += p.decay() * w * w / 2;
      }
    }
    return loss;
  }
}
