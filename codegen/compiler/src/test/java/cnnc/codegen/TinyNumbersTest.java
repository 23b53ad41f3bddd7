package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No step leaves numbers so small that a processor takes a hundred times as long for them. */
class TinyNumbersTest {
  private static final Nets.Compiled NET =
      new Nets.Compiled(
          Nets.model(Nets.chain("2x2x9", 3, 2, "dense(35, bias = 0.1, decay = 0.5) dense(3)")
                  + "recipe a { batch = 2; steps = 1; optimizer = adam(lr = 0.1); }"),
          false);

  @ParameterizedTest
  @CsvSource({"1, true", "4, true", "8, true", "16, true", "1, false", "4, false", "8, false", "16, false"})
  void deadWeightsDecayToZero(int lanes, boolean adam) {
    try (CompiledNetwork net = NET.create(lanes, 1)) {
      TrainProgram program = Engine.of(net).trainProgram(2, false);
      Update update =
          new Update(net.spec(), adam ? "adam" : "sgd", Engine.of(net).weights().length, null);
      float[] nothing = new float[2 * 36];
      for (int step = 0; step < 2000; step++) {
        if (adam) {
          Nets.adam(net, update, 0.01 * Math.pow(0.99, step), 0.9);
        } else {
          update.scalars[0] = 0.5f;
        }
        program.step(nothing, new int[] {0, 1}, update);
        assertThat(subnormal(Engine.of(net).weights())).as("weights, step %d", step).isZero();
        for (float[] slot : update.slots) {
          assertThat(subnormal(slot)).as("slot, step %d", step).isZero();
        }
      }
      if (!adam) {
        assertThat(Arrays.copyOf(Engine.of(net).weights(), 36 * 35)).containsOnly(0f);
      }
    }
  }

  private static long subnormal(float[] values) {
    int count = 0;
    for (float v : values) {
      if (v != 0 && Math.abs(v) < Float.MIN_NORMAL) {
        count++;
      }
    }
    return count;
  }

  /** Logits so far apart that the smaller probabilities are subnormal. */
  @Test
  void sureAnswersHaveNoTinyGradients() {
    try (CompiledNetwork net = NET.create(Lanes.best(), 1)) {
      List<Parameter> parameters = net.spec().parameters();
      Engine.of(net).weights()[parameters.get(parameters.size() - 1).offset() + 1] = 90;
      TrainProgram program = Engine.of(net).trainProgram(2, false);
      program.gradients(new float[2 * 36], new int[] {1, 1});
      assertThat(subnormal(program.gradients())).isZero();
    }
  }
}
