package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cuda.Blocks;
import cnnc.codegen.kernel.cuda.ConvolutionProduct;
import cnnc.codegen.kernel.cuda.DenseInputGradientProduct;
import cnnc.codegen.kernel.cuda.DenseProduct;
import cnnc.codegen.kernel.cuda.DenseWeightGradientProduct;
import cnnc.codegen.kernel.cuda.InputGradientProduct;
import cnnc.codegen.kernel.cuda.LocalInputGradientProduct;
import cnnc.codegen.kernel.cuda.LocalProduct;
import cnnc.codegen.kernel.cuda.LocalWeightGradientProduct;
import cnnc.codegen.kernel.cuda.Tiling;
import cnnc.codegen.kernel.cuda.WeightGradientProduct;
import cnnc.codegen.program.Call;
import java.util.Map;

/** Ops that are matrix products. */
final class ProductKernels {
  private ProductKernels() {}

  static Parts convolution(ConvolutionProduct kernel, Call call, int batch) {
    Op.Convolution c = kernel.op();
    return product(
        call, new Constants().geometry(c.geometry(), batch, c.outChannels())
            .set("GROUPS", c.groups()),
        "const float* x, const float* w, float* y", "Convolution<$>(x, w, y)");
  }

  static Parts inputGradient(InputGradientProduct kernel, Call call, int batch) {
    Op.ConvolutionInputGradient c = kernel.op();
    return product(
        call, new Constants().geometry(c.geometry(), batch, c.outChannels())
            .set("GROUPS", c.groups()),
        "const float* dy, const float* w, float* dx", "ConvolutionInputGradient<$>(dy, w, dx)");
  }

  static Parts weightGradient(WeightGradientProduct kernel, Call call, int batch) {
    Op.ConvolutionWeightGradient c = kernel.op();
    return product(
        call, new Constants().geometry(c.geometry(), batch, c.outChannels())
            .set("GROUPS", c.groups()),
        "const float* x, const float* dy, float* dw", "ConvolutionWeightGradient<$>(x, dy, dw)");
  }

  static Parts local(LocalProduct kernel, Call call, int batch) {
    Op.LocalConvolution c = kernel.op();
    FormulaCode code = new FormulaCode(c.result(), c.bias() ? 3 : 2, Map.of());
    return product(
        call, local(c.geometry(), batch, c.outChannels(), c.bias()).code(code.members()),
        "const float* x, const float* w" + (c.bias() ? ", const float* b" : "")
            + code.parameters() + code.outputs(),
        "LocalConvolution<$>(x, w, " + (c.bias() ? "b" : "nullptr") + ", " + code.arguments()
            + ", " + Ports.outputName(0) + ", 0)");
  }

  static Parts localInputGradient(LocalInputGradientProduct kernel, Call call, int batch) {
    Op.LocalInputGradient c = kernel.op();
    return product(
        call, local(c.geometry(), batch, c.outChannels(), false),
        "const float* dy, const float* w, float* dx", "LocalInputGradient<$>(dy, w, dx, 0)");
  }

  static Parts localWeightGradient(LocalWeightGradientProduct kernel, Call call, int batch) {
    Op.LocalWeightGradient c = kernel.op();
    return product(
        call, local(c.geometry(), batch, c.outChannels(), c.bias()),
        "const float* x, const float* dy, float* dw" + (c.bias() ? ", float* db" : ""),
        "LocalWeightGradient<$>(x, dy, dw, " + (c.bias() ? "db" : "nullptr") + ", 0)");
  }

  private static Constants local(Geometry g, int batch, int out, boolean bias) {
    return new Constants().geometry(g, batch, out).set("GROUPS", 1).set("IMAGES", batch)
        .set("BIAS", bias);
  }

  static Parts dense(DenseProduct kernel, Call call, int batch) {
    Op.Dense d = kernel.op();
    FormulaCode code = new FormulaCode(d.result(), d.bias() ? 3 : 2, Map.of());
    return product(
        call, dense(batch, d.in(), d.out()).set("BIAS", d.bias()).code(code.members()),
        "const float* x, const float* w" + (d.bias() ? ", const float* bias" : "")
            + code.parameters() + code.outputs(),
        "Dense<$>(x, w, " + (d.bias() ? "bias" : "nullptr") + ", " + code.arguments() + ", "
            + Ports.outputName(0) + ")");
  }

  static Parts denseInputGradient(DenseInputGradientProduct kernel, Call call, int batch) {
    Op.DenseInputGradient d = kernel.op();
    FormulaCode code = new FormulaCode(d.result(), 2, Map.of());
    return product(
        call, dense(batch, d.in(), d.out()).code(code.members()),
        "const float* dy, const float* w" + code.parameters() + code.outputs(),
        "DenseInputGradient<$>(dy, w, " + code.arguments() + ", " + Ports.outputName(0) + ")");
  }

  static Parts denseWeightGradient(DenseWeightGradientProduct kernel, Call call, int batch) {
    Op.DenseWeightGradient d = kernel.op();
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
    Tiling tiling = ((Blocks) call.partition()).tiling().orElseThrow();
    boolean shared = tiling.sharesTiles();
    return new Parts(
        constants.tiling(tiling),
        parameters + (shared ? ",\n    float* parts, unsigned* counters" : ""),
        "product(" + operands + ", " + (shared ? "parts, counters" : "nullptr, nullptr") + ");");
  }
}
