package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;

/** Outputs are sums of inputs times fixed factors, image by image. */
final class Linear<T extends Op> implements Rule {
  interface Link {
    /** Adds factor * x[in] to y[out]. */
    void add(int input, int in, int out, double factor);
  }

  interface Links<T> {
    void each(T op, Layer layer, Link link);
  }

  private final Class<T> kind;
  private final Links<T> links;

  Linear(Class<T> kind, Links<T> links) {
    this.kind = kind;
    this.links = links;
  }

  @Override
  public double[][] forward(Call call) {
    double[][] y = call.zeros();
    for (int n = 0; n < y.length; n++) {
      int image = n;
      links.each(kind.cast(call.layer().op()), call.layer(), (input, in, out, factor) ->
          y[image][out] += factor * call.inputs().get(input)[image][in]);
    }
    return y;
  }

  @Override
  public void backward(Call call, double[][] dy, Slopes slopes) {
    for (int n = 0; n < dy.length; n++) {
      int image = n;
      links.each(kind.cast(call.layer().op()), call.layer(), (input, in, out, factor) ->
          slopes.inputs().get(input)[image][in] += factor * dy[image][out]);
    }
  }
}
