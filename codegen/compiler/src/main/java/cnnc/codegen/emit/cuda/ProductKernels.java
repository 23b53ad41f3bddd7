package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Tasks;
import cnnc.codegen.program.Tiling;

/** Ops that are matrix products. */
final class ProductKernels {
  private ProductKernels() {}

  static Parts convolution(Call call, int batch) {
    Op.Convolution c = (Op.Convolution) call.op();
    return product(
        call, new Constants().geometry(c.geometry(), batch, c.outChannels()),
        "const float* x, const float* w, float* y", "Convolution<$>(x, w, y)");
  }

  static Parts convolutionInputGradient(Call call, int batch) {
    Op.ConvolutionInputGradient c = (Op.ConvolutionInputGradient) call.op();
    return product(
        call, new Constants().geometry(c.geometry(), batch, c.outChannels()),
        "const float* dy, const float* w, float* dx", "ConvolutionInputGradient<$>(dy, w, dx)");
  }

  static Parts convolutionWeightGradient(Call call, int batch) {
    Op.ConvolutionWeightGradient c = (Op.ConvolutionWeightGradient) call.op();
    return product(
        call, new Constants().geometry(c.geometry(), batch, c.outChannels()),
        "const float* x, const float* dy, float* dw", "ConvolutionWeightGradient<$>(x, dy, dw)");
  }

  static Parts dense(Call call, int batch) {
    Op.Dense d = (Op.Dense) call.op();
    boolean bias = d.epilogue().bias();
    return product(
        call, dense(batch, d.in(), d.out()).epilogue(d.epilogue()),
        "const float* x, const float* w, " + (bias ? "const float* bias, " : "") + "float* y",
        "Dense<$>(x, w, " + (bias ? "bias" : "nullptr") + ", y)");
  }

  static Parts denseInputGradient(Call call, int batch) {
    Op.DenseInputGradient d = (Op.DenseInputGradient) call.op();
    return product(
        call, dense(batch, d.in(), d.out()).set("RELU", d.relu()),
        "const float* dy, const float* w, " + (d.relu() ? "const float* y, " : "") + "float* dx",
        "DenseInputGradient<$>(dy, w, " + (d.relu() ? "y" : "nullptr") + ", dx)");
  }

  static Parts denseWeightGradient(Call call, int batch) {
    Op.DenseWeightGradient d = (Op.DenseWeightGradient) call.op();
    return product(
        call, dense(batch, d.in(), d.out()).set("BIAS", d.bias()),
        "const float* x, const float* dy, float* dw" + (d.bias() ? ", float* db" : ""),
        "DenseWeightGradient<$>(x, dy, dw, " + (d.bias() ? "db" : "nullptr") + ")");
  }

  private static Constants dense(int batch, int in, int out) {
    return new Constants().set("IMAGES", batch).set("IN", in).set("OUT", out);
  }

  private static Parts product(
      Call call, Constants constants, String parameters, String operands) {
    Tiling tiling = ((Tasks.Blocks) call.tasks()).tiling().orElseThrow();
    boolean shared = tiling.sharesTiles();
    return new Parts(
        constants.tiling(tiling),
        parameters + (shared ? ",\n    float* parts, unsigned* counters" : ""),
        "product(" + operands + ", " + (shared ? "parts, counters" : "nullptr, nullptr") + ");");
  }
}
