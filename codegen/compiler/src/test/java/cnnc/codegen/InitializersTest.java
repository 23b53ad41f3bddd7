package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Parameter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the language's initialisers mean, asked of generated classes. */
class InitializersTest {
  /** A 3x3 window of 16 channels, so a fan-in of 144, and 64 outputs, so a fan-out of 576. */
  private static float[] weights(String init) {
    return weights("8x8x16", "conv(3, 64, init = " + init + ") dense(3)");
  }

  private static float[] weights(String input, String layers) {
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(Nets.chain(input, 3, 2, layers)), false);
    try (CompiledNetwork net = compiled.create(1, 1)) {
      Parameter first = net.spec().parameters().get(0);
      float[] all = Engine.of(net).weights();
      return Arrays.copyOfRange(all, first.offset(), first.offset() + first.size());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "normal(0.3), 0.09, false",
    "uniform(0.3), 0.03, true",
    "he_normal, 0.0138889, false",
    "he_uniform, 0.0138889, true",
    "glorot_normal, 0.00277778, false",
    "glorot_uniform, 0.00277778, true",
    "lecun_normal, 0.00694444, false",
    "lecun_uniform, 0.00694444, true"
  })
  void drawsHaveTheirVarianceAndShape(String init, double variance, boolean uniform) {
    float[] w = weights(init);
    double sum = 0;
    double squares = 0;
    double most = 0;
    for (float x : w) {
      sum += x;
      squares += (double) x * x;
      most = Math.max(most, Math.abs(x));
    }
    assertThat(sum / w.length / Math.sqrt(variance)).isCloseTo(0, within(0.05));
    assertThat(squares / w.length / variance).isCloseTo(1, within(0.05));
    // An even distribution ends at sqrt(3) deviations, a normal one has reached four among 9216.
    double deviations = most / Math.sqrt(variance);
    assertThat(deviations).isBetween(uniform ? 1.72 : 3, uniform ? 1.7321 : 6);
  }

  /** Whichever are fewer, columns or rows, are orthogonal to each other and as long as said. */
  @ParameterizedTest
  @CsvSource({"2, 7, 2x2, 1", "2, 40, 3x3, 2.5", "5, 5, 1x1, 1"})
  void orthogonalIsOrthogonal(int inputs, int outputs, String window, double gain) {
    float[] w =
        weights(
            "5x5x" + inputs,
            "conv(" + window + ", " + outputs + ", init = orthogonal(" + gain + ")) dense(3)");
    int rows = w.length / outputs;
    boolean tall = rows >= outputs;
    int count = Math.min(rows, outputs);
    for (int a = 0; a < count; a++) {
      for (int b = 0; b < count; b++) {
        double product = 0;
        for (int i = 0; i < Math.max(rows, outputs); i++) {
          product +=
              tall
                  ? (double) w[i * outputs + a] * w[i * outputs + b]
                  : (double) w[a * outputs + i] * w[b * outputs + i];
        }
        assertThat(product).isCloseTo(a == b ? gain * gain : 0, within(1e-6 * gain * gain));
      }
    }
  }

  @Test
  void diracPassesOnWhatItCan() {
    float[] w = weights("3x3x2", "conv(3, 4, init = dirac) dense(3)");
    for (int i = 0; i < w.length; i++) {
      // The middle tap: input 0 to output 0, input 1 to output 1.
      assertThat(w[i]).isEqualTo(i == 4 * 8 || i == 4 * 8 + 5 ? 1f : 0f);
    }
  }

  /** Of each group the first inputs reach the first outputs. */
  @Test
  void diracKnowsGroups() {
    float[] w = weights("3x3x4", "conv(1, 8, groups = 2, init = dirac) dense(3)");
    assertThat(w).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0);
    float[] depthwise = weights("3x3x4", "conv(1, 4, groups = 4, init = dirac) dense(3)");
    assertThat(depthwise).containsOnly(1f);
  }
}
