package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;

/**
 * Outputs are sums of inputs times weights, image by image, plus a bias: the first parameter, and
 * the second where there is one. Biases repeat along the outputs: there is one for each, or for
 * each channel.
 */
final class Weighted<T extends Op> implements Rule {
  interface Link {
    /** Adds x[in] * w[weight] to y[out]. */
    void add(int in, int out, int weight);
  }

  interface Links<T> {
    void each(T op, Layer layer, Link link);
  }

  private final Class<T> kind;
  private final Links<T> links;

  Weighted(Class<T> kind, Links<T> links) {
    this.kind = kind;
    this.links = links;
  }

  @Override
  public double[][] forward(Call call) {
    double[][] y = call.zeros();
    double[] w = call.parameters().get(0);
    for (int n = 0; n < y.length; n++) {
      double[] xn = call.input(n);
      double[] yn = y[n];
      if (call.parameters().size() > 1) {
        double[] bias = call.parameters().get(1);
        for (int o = 0; o < yn.length; o++) {
          yn[o] = bias[o % bias.length];
        }
      }
      links.each(kind.cast(call.layer().op()), call.layer(), (in, out, weight) ->
          yn[out] += xn[in] * w[weight]);
    }
    return y;
  }

  @Override
  public void backward(Call call, double[][] dy, Slopes slopes) {
    double[] w = call.parameters().get(0);
    double[] dw = slopes.parameters().get(0);
    for (int n = 0; n < dy.length; n++) {
      double[] xn = call.input(n);
      double[] dxn = slopes.input(n);
      double[] dyn = dy[n];
      if (call.parameters().size() > 1) {
        double[] dbias = slopes.parameters().get(1);
        for (int o = 0; o < dyn.length; o++) {
          dbias[o % dbias.length] += dyn[o];
        }
      }
      links.each(kind.cast(call.layer().op()), call.layer(), (in, out, weight) -> {
        dxn[in] += dyn[out] * w[weight];
        dw[weight] += dyn[out] * xn[in];
      });
    }
  }
}
