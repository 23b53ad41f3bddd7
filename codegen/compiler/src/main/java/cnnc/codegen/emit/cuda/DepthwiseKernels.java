package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.kernel.cuda.Blocks;
import cnnc.codegen.kernel.cuda.DepthwiseInputGradientKernel;
import cnnc.codegen.kernel.cuda.DepthwiseKernel;
import cnnc.codegen.kernel.cuda.DepthwiseWeightGradientKernel;
import cnnc.codegen.program.Call;

/** Convolutions of each channel by itself. */
final class DepthwiseKernels {
  private DepthwiseKernels() {}

  static Parts convolution(DepthwiseKernel kernel, Call call, int batch) {
    return new Parts(
        constants(kernel.op().geometry(), batch), "const float* x, const float* w, float* y",
        "const DepthwiseConvolution<$> convolution(x, w);\n"
            + "  each<DepthwiseConvolution<$>::N>(1ll * $::POSITIONS * $::CHANNELS,\n"
            + "      [=](int i) { store(y + i, convolution(i)); });");
  }

  static Parts inputGradient(DepthwiseInputGradientKernel kernel, Call call, int batch) {
    return new Parts(
        constants(kernel.op().geometry(), batch), "const float* dy, const float* w, float* dx",
        "const DepthwiseInputGradient<$> gradient(dy, w);\n"
            + "  each<DepthwiseInputGradient<$>::N>(1ll * $::PIXELS * $::CHANNELS,\n"
            + "      [=](int i) { store(dx + i, gradient(i)); });");
  }

  static Parts weightGradient(DepthwiseWeightGradientKernel kernel, Call call, int batch) {
    Geometry g = kernel.op().geometry();
    return new Parts(
        constants(g, batch).set("ALL_PIXELS", batch * g.outPixels()).set("RADIUS", 0)
            .set("GROUP", Blocks.GROUP),
        "const float* x, const float* dy, float* dw,\n    float* parts, unsigned* counters",
        "depthwise_weight_gradient<$>(x, dy, dw, parts, counters);");
  }

  private static Constants constants(Geometry g, int batch) {
    return new Constants().geometry(g, batch, g.channels()).set("GROUPS", g.channels());
  }
}
