package cnnc.codegen.reference;

import cnnc.dsl.model.Loss;
import cnnc.dsl.table.OpTable;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** What each loss means for one image. */
final class Losses {
  /** The loss of an image's values, and its derivative by value {@code c}. */
  interface Judge {
    double value(double[] x, int label);

    double slope(double[] x, int label, int c);
  }

  private interface Maker {
    Judge of(Loss loss);
  }

  private static final OpTable<Loss, Maker> TABLE =
      OpTable.<Loss, Maker>of(Loss.class, "reference of losses")
          .row(Loss.SoftmaxCrossEntropy.class,
              l -> new Softmax(((Loss.SoftmaxCrossEntropy) l).smoothing()))
          .row(Loss.SigmoidCrossEntropy.class,
              l -> new Sigmoid(((Loss.SigmoidCrossEntropy) l).smoothing()))
          .row(Loss.MeanSquaredError.class, l -> new Distance(d -> d * d, d -> 2 * d))
          .row(Loss.MeanAbsoluteError.class, l -> new Distance(Math::abs, Math::signum))
          .row(Loss.Huber.class, l -> huber(((Loss.Huber) l).delta()))
          .row(Loss.Hinge.class, l -> new Hinge(((Loss.Hinge) l).margin()))
          .build();

  private Losses() {}

  static Judge of(Loss loss) {
    return TABLE.get(loss).of(loss);
  }

  private record Softmax(double smoothing) implements Judge {
    @Override
    public double value(double[] x, int label) {
      double sum = 0;
      for (int c = 0; c < x.length; c++) {
        sum += target(x, label, c) * (logOfSum(x) - x[c]);
      }
      return sum;
    }

    /** The targets' sum is 1. */
    @Override
    public double slope(double[] x, int label, int c) {
      return Math.exp(x[c] - logOfSum(x)) - target(x, label, c);
    }

    private double target(double[] x, int label, int c) {
      return (1 - smoothing) * (c == label ? 1 : 0) + smoothing / x.length;
    }

    /** Of e^x; the greatest is taken out, so that none overflows. */
    private static double logOfSum(double[] x) {
      double greatest = Arrays.stream(x).max().getAsDouble();
      double sum = 0;
      for (double each : x) {
        sum += Math.exp(each - greatest);
      }
      return greatest + Math.log(sum);
    }
  }

  /** Each class has two answers, over which smoothing spreads its share. */
  private record Sigmoid(double smoothing) implements Judge {
    @Override
    public double value(double[] x, int label) {
      double sum = 0;
      for (int c = 0; c < x.length; c++) {
        // -t log(sigmoid(x)) - (1 - t) log(sigmoid(-x))
        double t = target(label, c);
        sum += t * Curves.softplus(-x[c]) + (1 - t) * Curves.softplus(x[c]);
      }
      return sum;
    }

    @Override
    public double slope(double[] x, int label, int c) {
      return Curves.sigmoid(x[c]) - target(label, c);
    }

    private double target(int label, int c) {
      return (1 - smoothing) * (c == label ? 1 : 0) + smoothing / 2;
    }
  }

  /** Mean over the classes of a function of x - t. */
  private record Distance(DoubleUnaryOperator f, DoubleUnaryOperator derivative)
      implements Judge {
    @Override
    public double value(double[] x, int label) {
      double sum = 0;
      for (int c = 0; c < x.length; c++) {
        sum += f.applyAsDouble(x[c] - (c == label ? 1 : 0));
      }
      return sum / x.length;
    }

    @Override
    public double slope(double[] x, int label, int c) {
      return derivative.applyAsDouble(x[c] - (c == label ? 1 : 0)) / x.length;
    }
  }

  private static Judge huber(double delta) {
    return new Distance(
        d -> Math.abs(d) < delta ? d * d / 2 : delta * (Math.abs(d) - delta / 2),
        d -> Math.abs(d) < delta ? d : delta * Math.signum(d));
  }

  private record Hinge(double margin) implements Judge {
    @Override
    public double value(double[] x, int label) {
      double sum = 0;
      for (int c = 0; c < x.length; c++) {
        sum += c == label ? 0 : Math.max(0, margin + x[c] - x[label]);
      }
      return sum;
    }

    @Override
    public double slope(double[] x, int label, int c) {
      if (c != label) {
        return margin + x[c] - x[label] > 0 ? 1 : 0;
      }
      double sum = 0;
      for (int other = 0; other < x.length; other++) {
        sum -= other == label ? 0 : slope(x, label, other);
      }
      return sum;
    }
  }
}
