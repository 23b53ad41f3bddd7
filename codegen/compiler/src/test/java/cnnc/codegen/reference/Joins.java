package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;

/** Several values become one. */
final class Joins {
  private static final Rule ADD = new Linear<>(Op.Join.class, Joins::sum);
  private static final Rule MUL = new Product();
  private static final Rule MAX = new Greatest<>(Op.Join.class, Joins::greatest);

  private Joins() {}

  /** Chooses by how values are joined. */
  static final class Join implements Rule {
    @Override
    public double[][] forward(Call call) {
      return of(call).forward(call);
    }

    @Override
    public void backward(Call call, double[][] dy, Slopes slopes) {
      of(call).backward(call, dy, slopes);
    }

    private static Rule of(Call call) {
      return switch (((Op.Join) call.layer().op()).how()) {
        case ADD -> ADD;
        case MUL -> MUL;
        case MAX -> MAX;
      };
    }
  }

  /** Which value of an input stands beside value {@code out}: one per channel is for all pixels. */
  private static int beside(Layer layer, int input, int out) {
    return out % layer.shapes().inputs().get(input).size();
  }

  private static void sum(Op.Join op, Layer layer, Linear.Link link) {
    for (int k = 0; k < layer.inputs().size(); k++) {
      for (int o = 0; o < layer.output().size(); o++) {
        link.add(k, beside(layer, k, o), o, 1);
      }
    }
  }

  private static void greatest(Op.Join op, Layer layer, Greatest.Candidate candidate) {
    for (int k = 0; k < layer.inputs().size(); k++) {
      for (int o = 0; o < layer.output().size(); o++) {
        candidate.offer(k, beside(layer, k, o), o);
      }
    }
  }

  private static final class Product implements Rule {
    @Override
    public double[][] forward(Call call) {
      double[][] y = call.zeros();
      for (int n = 0; n < y.length; n++) {
        for (int o = 0; o < y[n].length; o++) {
          y[n][o] = except(call, n, o, -1);
        }
      }
      return y;
    }

    @Override
    public void backward(Call call, double[][] dy, Slopes slopes) {
      for (int n = 0; n < dy.length; n++) {
        for (int o = 0; o < dy[n].length; o++) {
          for (int k = 0; k < call.inputs().size(); k++) {
            slopes.inputs().get(k)[n][beside(call.layer(), k, o)] +=
                dy[n][o] * except(call, n, o, k);
          }
        }
      }
    }

    /** The product without one input. */
    private static double except(Call call, int image, int out, int without) {
      double product = 1;
      for (int k = 0; k < call.inputs().size(); k++) {
        if (k != without) {
          product *= call.inputs().get(k)[image][beside(call.layer(), k, out)];
        }
      }
      return product;
    }
  }

  /** One behind the other along the channels. */
  static void concat(Op.Concat op, Layer layer, Linear.Link link) {
    int before = 0;
    for (int k = 0; k < layer.inputs().size(); k++) {
      Shape in = layer.shapes().inputs().get(k);
      for (int i = 0; i < in.size(); i++) {
        int pixel = i / in.channels();
        int channel = before + i % in.channels();
        link.add(k, i, pixel * layer.output().channels() + channel, 1);
      }
      before += in.channels();
    }
  }
}
