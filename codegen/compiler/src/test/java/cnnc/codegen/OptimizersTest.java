package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cnnc.dsl.model.Optimizer;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Spec;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.net.Update;
import cnnc.runtime.train.Recipe;
import cnnc.runtime.train.StepRates;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twenty steps of each rule against the same in double precision, written by hand. */
@Tag("any-jdk")
class OptimizersTest {
  private static final int STEPS = 20;
  private static final double RATE = 0.01;

  /** What a weight becomes by its gradient in step t, from 1 on. */
  private interface Rule {
    double step(double w, double g, int t, double[] slots);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void sgd(int lanes) {
    check("sgd(lr = 0.01)", lanes, (w, g, t, s) -> w - RATE * g);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void adam(int lanes) {
    check(
        "adam(lr = 0.01, beta1 = 0.8, beta2 = 0.99, eps = 1e-6)", lanes,
        (w, g, t, s) -> {
          s[0] = 0.8 * s[0] + 0.2 * g;
          s[1] = 0.99 * s[1] + 0.01 * g * g;
          double rate = RATE * Math.sqrt(1 - Math.pow(0.99, t)) / (1 - Math.pow(0.8, t));
          return w - rate * s[0] / (Math.sqrt(s[1]) + 1e-6);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void rmsprop(int lanes) {
    check(
        "rmsprop(lr = 0.01, decay = 0.95, eps = 1e-5)", lanes,
        (w, g, t, s) -> {
          s[0] = 0.95 * s[0] + 0.05 * g * g;
          return w - RATE * g / (Math.sqrt(s[0]) + 1e-5);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void sgdWithMomentum(int lanes) {
    check(
        "sgd(lr = 0.01, momentum = 0.9)", lanes,
        (w, g, t, s) -> {
          s[0] = 0.9 * s[0] + g;
          return w - RATE * s[0];
        });
    check(
        "sgd(lr = 0.01, momentum = 0.9, nesterov = true, decay = 0.05)", lanes,
        (w, g, t, s) -> {
          double all = g + 0.05 * w;
          s[0] = 0.9 * s[0] + all;
          return w - RATE * (all + 0.9 * s[0]);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void adamw(int lanes) {
    check(
        "adamw(lr = 0.01, beta1 = 0.8, beta2 = 0.99, eps = 1e-6, decay = 0.1)", lanes,
        (w, g, t, s) -> {
          s[0] = 0.8 * s[0] + 0.2 * g;
          s[1] = 0.99 * s[1] + 0.01 * g * g;
          double rate = RATE * Math.sqrt(1 - Math.pow(0.99, t)) / (1 - Math.pow(0.8, t));
          return w - RATE * 0.1 * w - rate * s[0] / (Math.sqrt(s[1]) + 1e-6);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void nadam(int lanes) {
    check(
        "nadam(lr = 0.01, beta1 = 0.8, beta2 = 0.99, eps = 1e-6)", lanes,
        (w, g, t, s) -> {
          s[0] = 0.8 * s[0] + 0.2 * g;
          s[1] = 0.99 * s[1] + 0.01 * g * g;
          double ahead =
              0.8 * s[0] / (1 - Math.pow(0.8, t + 1)) + 0.2 * g / (1 - Math.pow(0.8, t));
          return w - RATE * Math.sqrt(1 - Math.pow(0.99, t)) * ahead / (Math.sqrt(s[1]) + 1e-6);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void adagrad(int lanes) {
    check(
        "adagrad(lr = 0.01, eps = 1e-6)", lanes,
        (w, g, t, s) -> {
          s[0] += g * g;
          return w - RATE * g / (Math.sqrt(s[0]) + 1e-6);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8, 16})
  void adamWithDecay(int lanes) {
    check(
        "adam(lr = 0.01, decay = 0.05)", lanes,
        (w, g, t, s) -> {
          double all = g + 0.05 * w;
          s[0] = 0.9 * s[0] + 0.1 * all;
          s[1] = 0.999 * s[1] + 0.001 * all * all;
          double rate = RATE * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
          return w - rate * s[0] / (Math.sqrt(s[1]) + 1e-8);
        });
  }

  @Test
  void lars() {
    WholeTensors.check(
        "lars(lr = 0.5, momentum = 0.9, trust = 0.02, decay = 0.1)", "",
        (m, t) -> {
          double factor =
              m.matrix() ? 0.02 * norm(m.w) / (norm(m.g) + 0.1 * norm(m.w)) : 1;
          for (int i = 0; i < m.w.length; i++) {
            m.slots[0][i] = 0.9 * m.slots[0][i] + 0.5 * factor * (m.g[i] + 0.1 * m.w[i]);
            m.w[i] -= m.slots[0][i];
          }
        });
  }

  @Test
  void lamb() {
    WholeTensors.check(
        "lamb(lr = 0.01, beta1 = 0.8, beta2 = 0.95, eps = 1e-6, decay = 0.1)", "",
        (m, t) -> {
          double[] r = new double[m.w.length];
          for (int i = 0; i < r.length; i++) {
            m.slots[0][i] = 0.8 * m.slots[0][i] + 0.2 * m.g[i];
            m.slots[1][i] = 0.95 * m.slots[1][i] + 0.05 * m.g[i] * m.g[i];
            double first = m.slots[0][i] / (1 - Math.pow(0.8, t));
            double second = m.slots[1][i] / (1 - Math.pow(0.95, t));
            r[i] = first / (Math.sqrt(second) + 1e-6) + 0.1 * m.w[i];
          }
          double factor = m.matrix() ? norm(m.w) / norm(r) : 1;
          for (int i = 0; i < r.length; i++) {
            m.w[i] -= 0.01 * factor * r[i];
          }
        });
  }

  /** At a small rate: rounding in directions that a gradient hardly has is raised 3.4445^5 times. */
  @Test
  void muon() {
    WholeTensors.check(
        "muon(lr = 0.004, momentum = 0.9, decay = 0.1, rest = adamw(lr = 0.01, beta1 = 0.8, beta2 = 0.99, eps = 1e-6, decay = 0.1))",
        "",
        (m, t) -> {
          int n = m.w.length;
          if (!m.matrix()) {
            for (int i = 0; i < n; i++) {
              m.slots[0][i] = 0.8 * m.slots[0][i] + 0.2 * m.g[i];
              m.slots[1][i] = 0.99 * m.slots[1][i] + 0.01 * m.g[i] * m.g[i];
              double rate = RATE * Math.sqrt(1 - Math.pow(0.99, t)) / (1 - Math.pow(0.8, t));
              m.w[i] -= RATE * 0.1 * m.w[i] + rate * m.slots[0][i] / (Math.sqrt(m.slots[1][i]) + 1e-6);
            }
            return;
          }
          double[] u = new double[n];
          for (int i = 0; i < n; i++) {
            m.slots[0][i] = 0.9 * m.slots[0][i] + m.g[i];
            u[i] = m.g[i] + 0.9 * m.slots[0][i];
          }
          double[] o = WholeTensors.newtonSchulz(u, n / m.columns, m.columns);
          double longer = Math.sqrt(Math.max(1, m.columns * m.columns / (double) n));
          for (int i = 0; i < n; i++) {
            m.w[i] = m.w[i] * (1 - 0.004 * 0.1) - 0.004 * longer * o[i];
          }
        });
  }

  @Test
  void clipping() {
    WholeTensors.check(
        "sgd(lr = 0.1, decay = 0.05)", "clip = value(0.02);",
        (m, t) -> {
          for (int i = 0; i < m.w.length; i++) {
            m.w[i] -= 0.1 * (Math.max(-0.02, Math.min(0.02, m.g[i])) + 0.05 * m.w[i]);
          }
        });
    WholeTensors.check(
        "sgd(lr = 0.1, momentum = 0.9)", "clip = norm(0.3);",
        (m, t) -> {
          double factor = Math.min(1, 0.3 / m.allGradients);
          for (int i = 0; i < m.w.length; i++) {
            m.slots[0][i] = 0.9 * m.slots[0][i] + factor * m.g[i];
            m.w[i] -= 0.1 * m.slots[0][i];
          }
        });
    WholeTensors.check(
        "muon(lr = 0.004, momentum = 0, rest = sgd(lr = 0.1))", "clip = norm(0.3);",
        (m, t) -> {
          double factor = Math.min(1, 0.3 / m.allGradients);
          double[] g = Arrays.stream(m.g).map(x -> factor * x).toArray();
          double longer = Math.sqrt(Math.max(1, m.columns * m.columns / (double) g.length));
          double[] o =
              m.matrix() ? WholeTensors.newtonSchulz(g, g.length / m.columns, m.columns) : g;
          for (int i = 0; i < g.length; i++) {
            m.w[i] -= (m.matrix() ? 0.004 * longer : 0.1) * o[i];
          }
        });
  }

  /** Four batches of three are one of twelve. */
  @Test
  void accumulation() {
    WholeTensors.check(
        "adam(lr = 0.01)", "accumulate = 4;",
        (m, t) -> {
          for (int i = 0; i < m.w.length; i++) {
            m.slots[0][i] = 0.9 * m.slots[0][i] + 0.1 * m.g[i];
            m.slots[1][i] = 0.999 * m.slots[1][i] + 0.001 * m.g[i] * m.g[i];
            double rate = RATE * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
            m.w[i] -= rate * m.slots[0][i] / (Math.sqrt(m.slots[1][i]) + 1e-8);
          }
        });
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
  }

  /** Each rule of the language has a test here. */
  @Test
  void allRules() {
    for (Optimizer.Rule rule : Optimizer.Rule.values()) {
      assertThat(OptimizersTest.class.getDeclaredMethods())
          .anyMatch(m -> m.getName().equals(rule.word()));
    }
  }

  /** What {@code params} say of a parameter's rate; a frozen one keeps its bits. */
  @ParameterizedTest
  @ValueSource(strings = {"sgd(lr = 0.01)", "sgd(lr = 0.01, momentum = 0.9)", "adam(lr = 0.01)", "rmsprop(lr = 0.01)"})
  void ratesOfParameters(String optimizer) {
    String text =
        Nets.chain("1x1x3", 3, 4, "a: dense(5, bias = 0.5) b: dense(4) c: dense(3)")
            .replace("sgd(lr = 0.1)", optimizer);
    float[][] before = weights(text, 0);
    float[][] plain = weights(text, 1);
    float[][] ruled =
        weights(
            text + "params { * { lr = 3; } a.*, *.bias { frozen = true; } b.bias { lr = 0.5; } }", 1);
    assertThat(ruled[0]).isEqualTo(before[0]);
    assertThat(ruled[1]).isEqualTo(before[1]);
    assertThat(ruled[5]).isEqualTo(before[5]);
    for (int p = 0; p < plain.length; p++) {
      double factor = p == 2 || p == 4 ? 3 : p == 3 ? 0.5 : 0;
      for (int i = 0; i < plain[p].length; i++) {
        double moved = plain[p][i] - before[p][i];
        assertThat((double) ruled[p][i] - before[p][i]).isCloseTo(factor * moved, within(1e-6));
      }
    }
  }

  /** By parameter, after so many steps. */
  private static float[][] weights(String text, int steps) {
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text), false);
    try (CompiledNetwork net = compiled.create(cnnc.runtime.net.Lanes.best(), 1)) {
      Recipe recipe = compiled.recipes().get(0);
      float[] weights = Engine.of(net).weights();
      Update update =
          new Update(net.spec(), recipe.optimizer().rule(), weights.length, null);
      StepRates rates =
          new StepRates(recipe, recipe.optimizer(), net.spec().rule(recipe.optimizer().rule()), recipe.run(100));
      TrainProgram program = Engine.of(net).trainProgram(4, false);
      for (int t = 0; t < steps; t++) {
        rates.scalars(t, update.scalars);
        float[] input = new float[12];
        for (int i = 0; i < input.length; i++) {
          input[i] = i % 5 - 2;
        }
        program.step(input, new int[] {0, 1, 2, 0}, update);
      }
      return net.spec().parameters().stream()
          .map(p -> java.util.Arrays.copyOfRange(weights, p.offset(), p.offset() + p.size()))
          .toArray(float[][]::new);
    }
  }

  private static void check(String optimizer, int lanes, Rule rule) {
    String text = Nets.chain("1x1x3", 3, 2, "dense(37) dense(3)");
    Nets.Compiled compiled =
        new Nets.Compiled(Nets.model(text.replace("sgd(lr = 0.1)", optimizer)), false);
    try (CompiledNetwork net = compiled.create(lanes, 1)) {
      Spec spec = net.spec();
      Recipe recipe = compiled.recipes().get(0);
      int size = 151;
      Update update = new Update(spec, recipe.optimizer().rule(), size, null);
      StepRates rates = new StepRates(recipe, recipe.optimizer(), spec.rule(recipe.optimizer().rule()), recipe.run(100));
      TrainProgram program = Engine.of(net).trainProgram(2, false);
      Random random = new Random(1);
      float[] w = new float[size];
      double[] expected = new double[size];
      double[][] slots = new double[size][4];
      for (int i = 0; i < size; i++) {
        w[i] = (float) random.nextGaussian();
        expected[i] = w[i];
      }
      for (int t = 1; t <= STEPS; t++) {
        float[] g = new float[size];
        for (int i = 0; i < size; i++) {
          g[i] = (float) random.nextGaussian();
          expected[i] = rule.step(expected[i], g[i] + 0.1f * expected[i], t, slots[i]);
        }
        rates.scalars(t - 1, update.scalars);
        program.apply(update, w, g, 0, size, 0.1f, 1);
      }
      for (int i = 0; i < size; i++) {
        assertThat((double) w[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }
}
