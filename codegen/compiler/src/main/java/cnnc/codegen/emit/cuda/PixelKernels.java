package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Tasks;

/** Ops that need all channels of a pixel, or sum over pixels per channel. */
final class PixelKernels {
  private static final String SUMS = ", float* db,\n    float* parts, unsigned* counters";

  private PixelKernels() {}

  static Parts lrn(Call call, int batch) {
    Op.Lrn l = (Op.Lrn) call.op();
    return new Parts(
        lrn(new Constants().set("ALL_PIXELS", batch * l.height() * l.width()), l),
        "const float* x, float* z",
        "normalized<$>([=](int i) { return load<Pixels<$>::N>(x + i); }, z);");
  }

  static Parts normalized(Call call, int batch) {
    Op.Normalized n = (Op.Normalized) call.op();
    String y = n.keep() ? ", float* y" : "";
    String kept = n.keep() ? "y" : "nullptr";
    if (n.first() instanceof Op.MaxPool p) {
      Constants constants =
          CallKernel.maxPool(p, batch).set("KEEP", n.keep())
              .set("ALL_PIXELS", batch * p.geometry().outPixels());
      return new Parts(
          lrn(constants, n.lrn()),
          CallKernel.poolInputs(p) + y + (p.argmax() ? ", MaxPool<$>::Argmax* argmax" : "")
              + ", float* z",
          "normalized<$>(MaxPool<$>(x, " + CallKernel.poolArguments(p, kept) + "), z);");
    }
    Op.Activation a = (Op.Activation) n.first();
    boolean bias = a.epilogue().bias();
    Constants constants =
        new Constants().set("ALL_PIXELS", batch * a.pixels()).epilogue(a.epilogue())
            .set("KEEP", n.keep());
    return new Parts(
        lrn(constants, n.lrn()),
        "const float* x" + (bias ? ", const float* bias" : "") + y + ", float* z",
        "normalized<$>(Activation<$>(x, " + (bias ? "bias" : "nullptr") + ", " + kept + "), z);");
  }

  static Parts lrnGradient(Call call, int batch) {
    Op.LrnGradient l = (Op.LrnGradient) call.op();
    return new Parts(
        lrnGradient(new Constants(), l, batch),
        "const float* dz, const float* x, float* dx" + (l.bias() ? SUMS : ""),
        "lrn_gradient<$>([=](int i) { return load<Pixels<$>::N>(dz + i); }, x, dx, "
            + sums(l.bias()) + ");");
  }

  static Parts poolLrnGradient(Call call, int batch) {
    Op.PoolLrnGradient p = (Op.PoolLrnGradient) call.op();
    Constants constants =
        new Constants().geometry(p.pool().geometry(), batch, p.pool().geometry().channels());
    return new Parts(
        lrnGradient(constants, p.lrn(), batch),
        "const float* dz, const MaxPoolGradient<$>::Argmax* argmax, const float* x, float* dx"
            + (p.lrn().bias() ? SUMS : ""),
        "lrn_gradient<$>(MaxPoolGradient<$>(dz, argmax), x, dx, " + sums(p.lrn().bias()) + ");");
  }

  static Parts biasGradient(Call call, int batch) {
    Op.BiasGradient b = (Op.BiasGradient) call.op();
    return new Parts(
        new Constants().set("ALL_PIXELS", batch * b.pixels()).set("CHANNELS", b.channels())
            .set("RADIUS", 0).set("GROUP", Tasks.Blocks.GROUP).set("RELU", b.relu()),
        "const float* dy, " + (b.relu() ? "const float* y, float* dx, " : "")
            + SUMS.substring(2),
        "bias_gradient<$>(dy, " + (b.relu() ? "y, dx, " : "nullptr, nullptr, ") + sums(true)
            + ");");
  }

  private static String sums(boolean bias) {
    return bias ? "db, parts, counters" : "nullptr, nullptr, nullptr";
  }

  private static Constants lrn(Constants constants, Op.Lrn l) {
    return constants.set("CHANNELS", l.channels()).response(l.response());
  }

  private static Constants lrnGradient(Constants constants, Op.LrnGradient l, int batch) {
    return constants.set("ALL_PIXELS", batch * l.height() * l.width()).set("CHANNELS", l.channels())
        .response(l.response()).set("GROUP", Tasks.Blocks.GROUP).set("RELU", l.relu())
        .set("BIAS", l.bias());
  }
}
