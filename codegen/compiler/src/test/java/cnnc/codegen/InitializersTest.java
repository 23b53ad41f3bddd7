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

  /** Outputs without an input are drawn. */
  @Test
  void diracLeavesTheRest() {
    float[] w = weights("3x3x2", "conv(3, 4, init = dirac(rest = uniform(0.1))) dense(3)");
    for (int i = 0; i < w.length; i++) {
      if (i % 4 < 2) {
        assertThat(w[i]).isEqualTo(i == 4 * 8 || i == 4 * 8 + 5 ? 1f : 0f);
      } else {
        assertThat(Math.abs(w[i])).isBetween(1e-6f, 0.1f);
      }
    }
  }

  /** What comes out of the patches of the training's images is uncorrelated and of variance 1. */
  @Test
  void whitenWhitens() {
    Nets.Compiled compiled =
        new Nets.Compiled(
            Nets.model(
                """
                net N {
                  input x : f32 9x8x3;
                  label y : class(3);
                  a: conv(2, 20, pad = valid, init = whiten(images = 40, eps = 1e-9), bias = none)
                  b: dense(3)
                }
                params { a.weight { frozen = true; } }
                recipe r { batch = 4; steps = 1; optimizer = sgd(lr = 0.1); }
                augment eval { normalize([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]) }
                """),
            false);
    var images = Nets.images(9, 8, 3, 50, 3, 1);
    try (var net = compiled.create(cnnc.runtime.net.Lanes.best(), 1)) {
      new cnnc.runtime.train.Trainer(net, compiled.recipes().get(0)).run(images);
      int from = net.spec().parameters().get(0).offset();
      float[] all = cnnc.runtime.net.Engine.of(net).weights();
      float[] w = Arrays.copyOfRange(all, from, from + 240);
      double[][] covariance = new double[10][10];
      double[] means = new double[10];
      double patches = 40 * 8 * 7;
      for (int pass = 0; pass < 2; pass++) {
        for (int image = 0; image < 40; image++) {
          for (int place = 0; place < 56; place++) {
            double[] out = new double[10];
            for (int o = 0; o < 10; o++) {
              for (int i = 0; i < 12; i++) {
                int at = image * 216 + ((place / 7 + i / 6) * 8 + place % 7 + i / 3 % 2) * 3 + i % 3;
                out[o] += w[i * 20 + o] * ((images.pixels()[at] & 0xff) / 255.0 - 0.5) * 4;
              }
              if (pass == 0) {
                means[o] += out[o] / patches;
              }
            }
            for (int a = 0; pass == 1 && a < 10; a++) {
              for (int b = 0; b < 10; b++) {
                covariance[a][b] += (out[a] - means[a]) * (out[b] - means[b]) / (patches - 1);
              }
            }
          }
        }
      }
      for (int a = 0; a < 10; a++) {
        for (int b = 0; b < 10; b++) {
          assertThat(covariance[a][b]).isCloseTo(a == b ? 1 : 0, within(1e-3));
        }
        for (int i = 0; i < 12; i++) {
          assertThat(w[i * 20 + 10 + a]).isEqualTo(-w[i * 20 + a]);
        }
      }
      // What was learned, and what was read, is not begun again.
      float[] before = all.clone();
      new cnnc.runtime.train.Trainer(net, compiled.recipes().get(0))
          .steps(0).run(Nets.images(9, 8, 3, 50, 3, 2));
      assertThat(all).isEqualTo(before);
    }
  }
}
