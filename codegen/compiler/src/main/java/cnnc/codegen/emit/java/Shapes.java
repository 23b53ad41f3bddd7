package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;

/** What stands in the margin beside a launch: the shapes it goes from and to. */
final class Shapes {
  private Shapes() {}

  static String of(Op op) {
    if (op instanceof Op.Convolution c) {
      return in(c.geometry()) + " -> " + out(c.geometry(), c.outChannels());
    }
    if (op instanceof Op.ConvolutionInputGradient c) {
      return out(c.geometry(), c.outChannels()) + " -> " + in(c.geometry());
    }
    if (op instanceof Op.ConvolutionWeightGradient c) {
      return in(c.geometry()) + ", " + out(c.geometry(), c.outChannels()) + " -> "
          + c.geometry().window().height() + "x" + c.geometry().window().width() + "x"
          + c.geometry().channels() + "x" + c.outChannels();
    }
    if (op instanceof Op.WinogradConvolution c) {
      return in(c.geometry()) + " -> " + out(c.geometry(), c.outChannels());
    }
    if (op instanceof Op.WinogradWeightGradient c) {
      return in(c.geometry()) + ", " + out(c.geometry(), c.outChannels()) + " -> "
          + c.geometry().window().height() + "x" + c.geometry().window().width() + "x"
          + c.geometry().channels() + "x" + c.outChannels();
    }
    if (op instanceof Op.WinogradWeights c) {
      String channels = "x" + c.inChannels() + "x" + c.outChannels();
      return c.winograd().taps() + "x" + c.winograd().taps() + channels + " -> "
          + c.winograd().size() + "x" + c.winograd().size() + channels;
    }
    if (op instanceof Op.Dense d) {
      return d.in() + " -> " + d.out();
    }
    if (op instanceof Op.DenseInputGradient d) {
      return d.out() + " -> " + d.in();
    }
    if (op instanceof Op.DenseWeightGradient d) {
      return d.in() + ", " + d.out() + " -> " + d.in() + "x" + d.out();
    }
    if (op instanceof Op.MaxPool p) {
      return in(p.geometry()) + " -> " + out(p.geometry(), p.geometry().channels());
    }
    if (op instanceof Op.MaxPoolGradient p) {
      return out(p.geometry(), p.geometry().channels()) + " -> " + in(p.geometry());
    }
    if (op instanceof Op.Lrn l) {
      return l.height() + "x" + l.width() + "x" + l.channels();
    }
    if (op instanceof Op.LrnGradient l) {
      return l.height() + "x" + l.width() + "x" + l.channels();
    }
    if (op instanceof Op.Normalized n) {
      return of(n.first());
    }
    if (op instanceof Op.PoolLrnGradient p) {
      return of(p.pool());
    }
    return others(op);
  }

  private static String others(Op op) {
    if (op instanceof Op.AddBias b) {
      return b.pixels() + "x" + b.channels();
    }
    if (op instanceof Op.Activation a) {
      return a.pixels() + "x" + a.channels();
    }
    if (op instanceof Op.BiasGradient b) {
      return b.pixels() + "x" + b.channels() + " -> " + b.channels();
    }
    if (op instanceof Op.SoftmaxCrossEntropy s) {
      return s.classes() + " -> loss";
    }
    if (op instanceof Op.Transpose t) {
      String count = t.count() == 1 ? "" : t.count() + "x";
      return count + t.rows() + "x" + t.columns() + " -> " + count + t.columns() + "x" + t.rows();
    }
    if (op instanceof Op.SumParts s) {
      return s.parts() + "x" + s.size() + " -> " + s.size();
    }
    return String.valueOf(op instanceof Op.Relu r ? r.size() : ((Op.ReluGradient) op).size());
  }

  private static String in(Geometry g) {
    return g.height() + "x" + g.width() + "x" + g.channels();
  }

  private static String out(Geometry g, int channels) {
    return g.outHeight() + "x" + g.outWidth() + "x" + channels;
  }
}
