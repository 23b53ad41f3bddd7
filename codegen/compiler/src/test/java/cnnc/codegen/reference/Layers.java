package cnnc.codegen.reference;

import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.Window;
import java.util.List;

/** One image through one layer, and back. */
final class Layers {
  private Layers() {}

  static double[] forward(Layer layer, double[] x, List<double[]> parameters) {
    double[] y = new double[layer.output().size()];
    Op op = layer.op();
    if (op instanceof Op.Activate) {
      for (int i = 0; i < y.length; i++) {
        y[i] = Math.max(0, x[i]);
      }
    } else if (op instanceof Op.Dense) {
      for (int o = 0; o < y.length; o++) {
        y[o] = parameters.size() > 1 ? parameters.get(1)[o] : 0;
        for (int i = 0; i < x.length; i++) {
          y[o] += x[i] * parameters.get(0)[i * y.length + o];
        }
      }
    } else if (op instanceof Op.Convolution c) {
      int channels = ((Shape.Image) layer.output()).channels();
      for (int i = 0; parameters.size() > 1 && i < y.length; i++) {
        y[i] = parameters.get(1)[i % channels];
      }
      eachTap(layer, c.window(), (out, in, tap) -> {
        int inChannels = ((Shape.Image) layer.shapes().inputs().get(0)).channels();
        for (int i = 0; i < inChannels; i++) {
          for (int o = 0; o < channels; o++) {
            y[out * channels + o] += x[in * inChannels + i]
                * parameters.get(0)[(tap * inChannels + i) * channels + o];
          }
        }
      });
    } else if (op instanceof Op.MaxPool p) {
      int channels = ((Shape.Image) layer.output()).channels();
      java.util.Arrays.fill(y, Double.NEGATIVE_INFINITY);
      eachTap(layer, p.window(), (out, in, tap) -> {
        for (int c = 0; c < channels; c++) {
          y[out * channels + c] = Math.max(y[out * channels + c], x[in * channels + c]);
        }
      });
    } else if (op instanceof Op.Lrn l) {
      int channels = ((Shape.Image) layer.output()).channels();
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] * Math.pow(scale(l, x, i, channels), -l.beta());
      }
    }
    return y;
  }

  /** k + alpha * sum of squares around value i. */
  private static double scale(Op.Lrn l, double[] x, int i, int channels) {
    int c = i % channels;
    double sum = 0;
    for (int j = Math.max(0, c - l.radius()); j <= Math.min(channels - 1, c + l.radius()); j++) {
      sum += x[i - c + j] * x[i - c + j];
    }
    return l.k() + l.alpha() * sum;
  }

  /** Adds to the gradients of the input and of the parameters. */
  static void backward(
      Layer layer, double[] x, List<double[]> parameters, double[] dy, double[] dx,
      List<double[]> dparameters) {
    Op op = layer.op();
    if (op instanceof Op.Activate) {
      for (int i = 0; i < x.length; i++) {
        dx[i] += x[i] > 0 ? dy[i] : 0;
      }
    } else if (op instanceof Op.Dense) {
      for (int o = 0; o < dy.length; o++) {
        for (int i = 0; i < x.length; i++) {
          dx[i] += dy[o] * parameters.get(0)[i * dy.length + o];
          dparameters.get(0)[i * dy.length + o] += dy[o] * x[i];
        }
        if (parameters.size() > 1) {
          dparameters.get(1)[o] += dy[o];
        }
      }
    } else if (op instanceof Op.Convolution c) {
      conv(layer, c, x, parameters, dy, dx, dparameters);
    } else if (op instanceof Op.MaxPool p) {
      pool(layer, p, x, dy, dx);
    } else if (op instanceof Op.Lrn l) {
      lrn(layer, l, x, dy, dx);
    }
  }

  private static void conv(
      Layer layer, Op.Convolution c, double[] x, List<double[]> parameters, double[] dy, double[] dx,
      List<double[]> dparameters) {
    int channels = ((Shape.Image) layer.output()).channels();
    int inChannels = ((Shape.Image) layer.shapes().inputs().get(0)).channels();
    eachTap(layer, c.window(), (out, in, tap) -> {
      for (int i = 0; i < inChannels; i++) {
        for (int o = 0; o < channels; o++) {
          int w = (tap * inChannels + i) * channels + o;
          dx[in * inChannels + i] += dy[out * channels + o] * parameters.get(0)[w];
          dparameters.get(0)[w] += dy[out * channels + o] * x[in * inChannels + i];
        }
      }
    });
    for (int i = 0; parameters.size() > 1 && i < dy.length; i++) {
      dparameters.get(1)[i % channels] += dy[i];
    }
  }

  private static void pool(Layer layer, Op.MaxPool p, double[] x, double[] dy, double[] dx) {
    int channels = ((Shape.Image) layer.output()).channels();
    int[] from = new int[dy.length];
    java.util.Arrays.fill(from, -1);
    eachTap(layer, p.window(), (out, in, tap) -> {
      for (int c = 0; c < channels; c++) {
        int i = in * channels + c;
        int o = out * channels + c;
        if (from[o] < 0 || x[i] > x[from[o]]) {
          from[o] = i;
        }
      }
    });
    for (int o = 0; o < dy.length; o++) {
      dx[from[o]] += dy[o];
    }
  }

  /** dx_i = sum over j of dy_j dy_j/dx_i, term by term. */
  private static void lrn(Layer layer, Op.Lrn l, double[] x, double[] dy, double[] dx) {
    int channels = ((Shape.Image) layer.output()).channels();
    for (int j = 0; j < x.length; j++) {
      double s = scale(l, x, j, channels);
      int c = j % channels;
      dx[j] += dy[j] * Math.pow(s, -l.beta());
      for (int n = Math.max(0, c - l.radius()); n <= Math.min(channels - 1, c + l.radius()); n++) {
        int i = j - c + n;
        dx[i] -= dy[j] * x[j] * l.beta() * Math.pow(s, -l.beta() - 1) * 2 * l.alpha() * x[i];
      }
    }
  }

  private interface Tap {
    /** Pixels of the output and the input that meet under a tap of the window. */
    void meet(int out, int in, int tap);
  }

  private static void eachTap(Layer layer, Window w, Tap tap) {
    Shape.Image in = (Shape.Image) layer.shapes().inputs().get(0);
    Shape.Image out = (Shape.Image) layer.output();
    for (int oy = 0; oy < out.height(); oy++) {
      for (int ox = 0; ox < out.width(); ox++) {
        for (int ky = 0; ky < w.height(); ky++) {
          for (int kx = 0; kx < w.width(); kx++) {
            int y = oy * w.strideY() - w.padding().top() + ky;
            int x = ox * w.strideX() - w.padding().left() + kx;
            if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
              tap.meet(oy * out.width() + ox, y * in.width() + x, ky * w.width() + kx);
            }
          }
        }
      }
    }
  }
}
