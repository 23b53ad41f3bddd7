package cnnc.codegen.reference;

import cnnc.dsl.model.Activation;
import cnnc.dsl.model.Op;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A rule whose results are off by chance, as floats' are. What that changes in the end says how far
 * generated code may be off: little, or much where a sum cancels, or where two values of which the
 * greater counts are almost equal.
 */
record Rounded(Rule right, double error, Random random) implements Rule {
  /** Ops that give some of their inputs, or zero; what is equal stays so, and the first counts. */
  private static final Set<Class<?>> EXACT =
      Set.of(
          Op.MaxPool.class, Op.GlobalMaxPool.class, Op.Concat.class, Op.Pad.class, Op.Crop.class,
          Op.Flatten.class, Op.SpaceToDepth.class);

  @Override
  public double[][] forward(Call call) {
    double[][] y = right.forward(call);
    if (!exact(call.layer().op())) {
      round(y);
    }
    return y;
  }

  private static boolean exact(Op op) {
    return EXACT.contains(op.getClass())
        || op instanceof Op.Upsample u && !u.bilinear()
        || op instanceof Op.Join j && j.how() == Op.Combination.MAX
        || op instanceof Op.Activate a && a.function() == Activation.RELU;
  }

  @Override
  public void backward(Call call, double[][] dy, Slopes slopes) {
    double[][] rounded = new double[dy.length][];
    for (int n = 0; n < dy.length; n++) {
      rounded[n] = dy[n].clone();
    }
    round(rounded);
    right.backward(call, rounded, slopes);
    round(slopes.parameters().toArray(double[][]::new));
  }

  @Override
  public List<double[]> states(Call call) {
    List<double[]> states = right.states(call);
    round(states.toArray(double[][]::new));
    return states;
  }

  /** Zeros stay: they come of zeros. */
  private void round(double[][] values) {
    for (double[] row : values) {
      double squares = 0;
      for (double v : row) {
        squares += v * v;
      }
      double usual = Math.sqrt(squares / row.length);
      for (int i = 0; i < row.length; i++) {
        row[i] += row[i] == 0 ? 0 : error * random.nextGaussian() * (Math.abs(row[i]) + usual);
      }
    }
  }
}
