package cnnc.codegen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cnnc.runtime.data.ImageSet;
import cnnc.runtime.net.CompiledNetwork;
import cnnc.runtime.net.Engine;
import cnnc.runtime.net.Lanes;
import cnnc.runtime.net.Parameter;
import cnnc.runtime.net.TrainProgram;
import cnnc.runtime.train.TrainListener;
import cnnc.runtime.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Twenty steps of a small network whose batch is the whole set, against a rule for whole tensors. */
final class WholeTensors {
  private static final int STEPS = 20;
  private static final int IMAGES = 12;
  private static final String LAYERS =
      "scale(1/255) conv(3, 5) relu conv(2, 3, stride = 2) dense(60) relu dense(3)";

  private WholeTensors() {}

  /** A parameter in double precision. */
  static final class Member {
    final double[] w;
    final double[] g;
    final double[][] slots;
    final int columns;
    private final int rank;
    /** The norm of the gradients of all parameters. */
    double allGradients;

    private Member(Parameter p, float[] weights) {
      w = new double[p.size()];
      for (int i = 0; i < w.length; i++) {
        w[i] = weights[p.offset() + i];
      }
      g = new double[p.size()];
      slots = new double[2][p.size()];
      rank = p.shape().size();
      columns = p.shape().get(rank - 1);
    }

    boolean matrix() {
      return rank > 1;
    }
  }

  /** What becomes of a parameter in step t, from 1 on. */
  interface Rule {
    void step(Member m, int t);
  }

  static void check(String optimizer, String more, Rule rule) {
    boolean parts = more.contains("accumulate");
    String text =
        Nets.chain("6x6x2", 3, parts ? 3 : IMAGES, LAYERS)
            .replace("sgd(lr = 0.1);", optimizer + "; " + more);
    String whole = Nets.chain("6x6x2", 3, IMAGES, LAYERS);
    ImageSet images = Nets.images(6, 6, 2, IMAGES, 3, 3);
    Nets.Compiled compiled = new Nets.Compiled(Nets.model(text), false);
    Nets.Compiled plain = new Nets.Compiled(Nets.model(whole), false);
    List<float[]> weights = new ArrayList<>();
    try (CompiledNetwork net = compiled.create(Lanes.best(), 2);
        CompiledNetwork other = plain.create(Lanes.best(), 2)) {
      float[] live = Engine.of(net).weights();
      weights.add(live.clone());
      new Trainer(net, compiled.recipes().get(0))
          .steps(STEPS)
          .listen(
              new TrainListener() {
                @Override
                public void stepped(long done, long all) {
                  weights.add(live.clone());
                }
              })
          .run(images);
      float[] input = new float[images.pixels().length];
      for (int i = 0; i < input.length; i++) {
        input[i] = images.pixels()[i] & 0xff;
      }
      TrainProgram program = Engine.of(other).trainProgram(IMAGES, false);
      List<Parameter> parameters = net.spec().parameters();
      List<Member> members =
          parameters.stream().map(p -> new Member(p, weights.get(0))).toList();
      for (int t = 1; t <= STEPS; t++) {
        float[] before = weights.get(t - 1);
        System.arraycopy(before, 0, Engine.of(other).weights(), 0, before.length);
        program.gradients(input, images.labels());
        double squares = 0;
        for (int p = 0; p < members.size(); p++) {
          Member m = members.get(p);
          for (int i = 0; i < m.g.length; i++) {
            m.g[i] = program.gradients()[parameters.get(p).offset() + i];
            squares += m.g[i] * m.g[i];
          }
        }
        for (Member m : members) {
          m.allGradients = Math.sqrt(squares);
          rule.step(m, t);
        }
      }
      float[] last = weights.get(STEPS);
      for (int p = 0; p < members.size(); p++) {
        Parameter parameter = parameters.get(p);
        for (int i = 0; i < parameter.size(); i++) {
          assertThat((double) last[parameter.offset() + i])
              .as(parameter.name() + " " + i)
              .isCloseTo(members.get(p).w[i], within(1e-6));
        }
      }
      assertThat(last).isNotEqualTo(weights.get(0));
    }
  }

  /** Of the matrix U, rows first: the polynomial of Jordan et al. 2024 with U U', five times. */
  static double[] newtonSchulz(double[] values, int rows, int columns) {
    double norm = Math.sqrt(Arrays.stream(values).map(v -> v * v).sum()) + 1e-7;
    double[][] x = new double[rows][columns];
    for (int i = 0; i < values.length; i++) {
      x[i / columns][i % columns] = values[i] / norm;
    }
    for (int step = 0; step < 5; step++) {
      double[][] a = product(x, transposed(x));
      double[][] aa = product(a, a);
      double[][] b = new double[rows][rows];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < rows; j++) {
          b[i][j] = -4.7750 * a[i][j] + 2.0315 * aa[i][j];
        }
      }
      double[][] bx = product(b, x);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          x[i][j] = 3.4445 * x[i][j] + bx[i][j];
        }
      }
    }
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = x[i / columns][i % columns];
    }
    return result;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b[0].length; j++) {
        for (int k = 0; k < b.length; k++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] transposed(double[][] a) {
    double[][] t = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        t[j][i] = a[i][j];
      }
    }
    return t;
  }
}
