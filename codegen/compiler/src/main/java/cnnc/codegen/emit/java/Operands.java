package cnnc.codegen.emit.java;

import cnnc.codegen.graph.Op;
import java.util.ArrayList;
import java.util.List;

/** What kernels call their buffers. */
final class Operands {
  private Operands() {}

  static List<String> of(Op op) {
    if (op instanceof Op.Convolution c) {
      return names("x", "w", c.epilogue().bias() ? "b" : "", "y");
    }
    if (op instanceof Op.WinogradWeights) {
      return names("w", "u", "workspace");
    }
    if (op instanceof Op.WinogradConvolution c) {
      return names("x", "u", c.epilogue().bias() ? "b" : "", "y", "workspace");
    }
    if (op instanceof Op.WinogradWeightGradient) {
      return names("x", "dy", "dw", "workspace");
    }
    if (op instanceof Op.Dense d) {
      return names("x", "w", d.epilogue().bias() ? "b" : "", "y");
    }
    if (op instanceof Op.ConvolutionInputGradient) {
      return names("dy", "w", "dx");
    }
    if (op instanceof Op.DenseInputGradient) {
      return names("dy", "w", "dx", "workspace");
    }
    if (op instanceof Op.ConvolutionWeightGradient || op instanceof Op.DenseWeightGradient) {
      return names("x", "dy", "dw");
    }
    if (op instanceof Op.AddBias) {
      return names("x", "b", "y");
    }
    if (op instanceof Op.BiasGradient b) {
      return names("dy", b.relu() ? "y" : "", b.relu() ? "dx" : "", "db");
    }
    if (op instanceof Op.Relu) {
      return names("x", "y");
    }
    if (op instanceof Op.ReluGradient) {
      return names("dy", "y", "dx");
    }
    if (op instanceof Op.MaxPool p) {
      return names("x", p.epilogue().bias() ? "b" : "", "y", p.argmax() ? "argmax" : "");
    }
    if (op instanceof Op.MaxPoolGradient) {
      return names("dy", "argmax", "dx");
    }
    if (op instanceof Op.Lrn) {
      return names("x", "y", "workspace");
    }
    if (op instanceof Op.LrnGradient l) {
      return names("dy", "x", "dx", l.bias() ? "db" : "", "workspace");
    }
    if (op instanceof Op.SoftmaxCrossEntropy) {
      return names("logits", "labels", "losses", "dlogits");
    }
    return op instanceof Op.Transpose ? names("w", "t") : names("p", "sum");
  }

  private static List<String> names(String... names) {
    List<String> list = new ArrayList<>(List.of(names));
    list.removeIf(String::isEmpty);
    return list;
  }
}
