package cnnc.codegen.reference;

import cnnc.dsl.model.Op;

/** Local response normalization across the channels of a pixel. */
final class ResponseNorm implements Rule {
  @Override
  public double[][] forward(Call call) {
    Op.Lrn op = (Op.Lrn) call.layer().op();
    double[][] y = call.zeros();
    for (int n = 0; n < y.length; n++) {
      double[] x = call.input(n);
      for (int i = 0; i < x.length; i++) {
        y[n][i] = x[i] * Math.pow(base(op, x, i, call.channels()), -op.beta());
      }
    }
    return y;
  }

  /** Term by term: dx_i = sum over j of dy_j dy_j/dx_i. */
  @Override
  public void backward(Call call, double[][] dy, Slopes slopes) {
    Op.Lrn op = (Op.Lrn) call.layer().op();
    for (int n = 0; n < dy.length; n++) {
      double[] x = call.input(n);
      double[] dx = slopes.input(n);
      for (int j = 0; j < x.length; j++) {
        double base = base(op, x, j, call.channels());
        dx[j] += dy[n][j] * Math.pow(base, -op.beta());
        int c = j % call.channels();
        for (int o = first(op, c); o <= last(op, c, call.channels()); o++) {
          int i = j - c + o;
          dx[i] -= dy[n][j] * x[j] * op.beta() * Math.pow(base, -op.beta() - 1)
              * 2 * op.alpha() * x[i];
        }
      }
    }
  }

  /** k + alpha * sum of squares around value i. */
  private static double base(Op.Lrn op, double[] x, int i, int channels) {
    int c = i % channels;
    double sum = 0;
    for (int o = first(op, c); o <= last(op, c, channels); o++) {
      sum += x[i - c + o] * x[i - c + o];
    }
    return op.k() + op.alpha() * sum;
  }

  private static int first(Op.Lrn op, int channel) {
    return Math.max(0, channel - op.radius());
  }

  private static int last(Op.Lrn op, int channel, int channels) {
    return Math.min(channels - 1, channel + op.radius());
  }
}
