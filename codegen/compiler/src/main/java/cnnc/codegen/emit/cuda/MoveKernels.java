package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.graph.Average;
import cnnc.codegen.graph.Enlargement;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cuda.AveragePoolGradientKernel;
import cnnc.codegen.kernel.cuda.AveragePoolKernel;
import cnnc.codegen.kernel.cuda.InterpolationGradientKernel;
import cnnc.codegen.kernel.cuda.InterpolationKernel;
import cnnc.codegen.program.Call;
import java.util.Map;

/** Kernels whose results are shares of their inputs, whatever these are worth. */
final class MoveKernels {
  private MoveKernels() {}

  static Parts averagePool(AveragePoolKernel kernel, Call call, int batch) {
    Op.AveragePool p = kernel.op();
    FormulaCode code = new FormulaCode(p.result(), 1, Map.of());
    return new Parts(
        average(p.average(), batch).code(code.members()),
        "const float* x" + code.parameters() + code.outputs(),
        "each<AveragePool<$>::N>(1ll * $::POSITIONS * $::CHANNELS,\n      AveragePool<$>(x, "
            + code.arguments() + ", " + Ports.outputName(0) + "));");
  }

  static Parts averagePoolGradient(AveragePoolGradientKernel kernel, Call call, int batch) {
    return new Parts(
        average(kernel.op().average(), batch), "const float* dy, float* dx",
        "each<AveragePoolGradient<$>::N>(1ll * $::PIXELS * $::CHANNELS,\n"
            + "      AveragePoolGradient<$>(dy, dx));");
  }

  static Parts interpolation(InterpolationKernel kernel, Call call, int batch) {
    return new Parts(
        enlargement(kernel.enlargement(), batch), "const float* x, float* y",
        "each<Interpolation<$>::N>(1ll * $::POSITIONS * $::CHANNELS, Interpolation<$>{x, y});");
  }

  static Parts interpolationGradient(
      InterpolationGradientKernel kernel, Call call, int batch) {
    return new Parts(
        enlargement(kernel.enlargement(), batch), "const float* dy, float* dx",
        "each<InterpolationGradient<$>::N>(1ll * $::PIXELS * $::CHANNELS,\n"
            + "      InterpolationGradient<$>{dy, dx});");
  }

  private static Constants enlargement(Enlargement e, int batch) {
    return new Constants().set("HEIGHT", e.height()).set("WIDTH", e.width())
        .set("CHANNELS", e.channels()).set("FACTOR_Y", e.factorY()).set("FACTOR_X", e.factorX())
        .set("PIXELS", batch * e.height() * e.width())
        .set("POSITIONS", batch * e.outHeight() * e.outWidth());
  }

  private static Constants average(Average a, int batch) {
    return new Constants().geometry(a.geometry(), batch, a.geometry().channels())
        .set("DIVISOR", a.divisor().orElse(0))
        .set("COUNTED_TOP", a.counted().top()).set("COUNTED_BOTTOM", a.counted().bottom())
        .set("COUNTED_LEFT", a.counted().left()).set("COUNTED_RIGHT", a.counted().right());
  }
}
