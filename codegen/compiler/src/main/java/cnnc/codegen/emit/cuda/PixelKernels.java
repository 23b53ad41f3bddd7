package cnnc.codegen.emit.cuda;

import cnnc.codegen.emit.cuda.CallKernel.Parts;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cuda.Blocks;
import cnnc.codegen.kernel.cuda.LrnGradientKernel;
import cnnc.codegen.kernel.cuda.LrnKernel;
import cnnc.codegen.kernel.cuda.MaxPoolKernel;
import cnnc.codegen.kernel.cuda.NormalizedKernel;
import cnnc.codegen.kernel.cuda.PointwiseKernel;
import cnnc.codegen.program.Call;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.table.Kind;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Kernels that need all channels of a pixel, or sum over pixels per channel. */
final class PixelKernels {
  private static final Kind<MaxPoolKernel> POOL = Kind.of(MaxPoolKernel.class);
  private static final Kind<PointwiseKernel> POINTWISE = Kind.of(PointwiseKernel.class);

  private PixelKernels() {}

  static Parts lrn(LrnKernel kernel, Call call, int batch) {
    Op.Lrn l = kernel.op();
    return new Parts(
        lrn(new Constants().set("ALL_PIXELS", batch * l.height() * l.width()), l),
        "const float* x, float* z",
        "normalized<$>([=](int i) { return load<Pixels<$>::N>(x + i); }, z);");
  }

  static Parts normalized(NormalizedKernel n, Call call, int batch) {
    return POOL.of(n.first())
        .map(p -> pooled(n, p.op(), batch))
        .orElseGet(() -> formula(n, POINTWISE.of(n.first()).orElseThrow().op(), batch));
  }

  private static Parts pooled(NormalizedKernel n, Op.MaxPool p, int batch) {
    FormulaCode code = CallKernel.maxPool(p);
    String out = Ports.outputName(0);
    Constants constants =
        CallKernel.maxPool(p, code, batch).set("KEEP", n.keep())
            .set("ALL_PIXELS", batch * p.geometry().outPixels());
    return new Parts(
        lrn(constants, n.lrn().op()),
        "const float* x" + code.parameters() + (n.keep() ? code.outputs() : "")
            + CallKernel.argmax(p) + ", float* z",
        "normalized<$>(" + CallKernel.maxPool(p, code, n.keep() ? out : "nullptr") + ", z);");
  }

  private static Parts formula(NormalizedKernel n, Op.Pointwise op, int batch) {
    FormulaCode code = CallKernel.pointwise(op);
    Constants constants =
        new Constants().set("IMAGES", batch).set("ALL_PIXELS", batch * op.frame().pixels())
            .set("SIZE", op.frame().size()).set("KEEP", n.keep()).code(code.members());
    return new Parts(
        lrn(constants, n.lrn().op()),
        (code.parameters() + (n.keep() ? code.outputs() : "") + ", float* z").substring(2),
        "normalized<$>("
            + CallKernel.functor(code, n.keep() ? CallKernel.outputs(op) : "{nullptr}") + ", z);");
  }

  static Parts lrnGradient(LrnGradientKernel kernel, Call call, int batch) {
    Op.LrnGradient l = kernel.op();
    FormulaCode code = new FormulaCode(l.result(), 2, Map.of(1, "x"));
    Constants constants = new Constants();
    kernel.pool().ifPresent(
        p -> constants.geometry(
            p.op().geometry(), batch, p.op().geometry().channels()));
    constants.set("ALL_PIXELS", batch * l.height() * l.width()).set("CHANNELS", l.channels())
        .response(l.response()).set("GROUP", Blocks.GROUP).code(code.members());
    String gradient =
        kernel.pool().isPresent()
            ? "MaxPoolGradient<$>(dz, argmax)"
            : "[=](int i) { return load<Pixels<$>::N>(dz + i); }";
    return new Parts(
        constants,
        "const float* dz, "
            + (kernel.pool().isPresent() ? "const MaxPoolGradient<$>::Argmax* argmax, " : "")
            + "const float* x" + code.parameters() + code.outputs() + summing(l.result(), code),
        "lrn_gradient<$>(" + gradient + ", x, " + code.arguments() + ", "
            + Ports.outputName(0) + ", " + sums(l.result()) + ");");
  }

  static Parts pointwiseSums(Op.Pointwise op, FormulaCode code, int batch) {
    Constants constants =
        new Constants().set("IMAGES", batch).set("ALL_PIXELS", batch * op.frame().pixels())
            .set("CHANNELS", op.frame().channels()).set("RADIUS", 0)
            .set("GROUP", Blocks.GROUP).code(code.members());
    constants.set("PIXELS", op.frame().pixels()).set("SIZE", op.frame().size());
    boolean writes = !op.result().outputs().isEmpty();
    if (op.result().sums().stream().anyMatch(s -> s.access().image())) {
      return new Parts(
          constants, (code.parameters() + code.outputs() + code.sums()).substring(2),
          "pointwise_image_sums<$>(" + code.arguments() + ", "
              + (writes ? CallKernel.outputs(op) : "{nullptr}") + ", {" + names(op.result())
              + "});");
    }
    return new Parts(
        constants,
        (code.parameters() + code.outputs() + summing(op.result(), code)).substring(2),
        "pointwise_sums<$>(" + code.arguments() + ", "
            + (writes ? CallKernel.outputs(op) : "{nullptr}") + ", " + sums(op.result()) + ");");
  }

  /** Parameters for a formula's sums. */
  private static String summing(Formula formula, FormulaCode code) {
    return formula.sums().isEmpty() ? "" : code.sums() + ",\n    float* parts, unsigned* counters";
  }

  private static String sums(Formula formula) {
    return formula.sums().isEmpty()
        ? "{nullptr}, nullptr, nullptr"
        : "{" + names(formula) + "}, parts, counters";
  }

  private static String names(Formula formula) {
    return IntStream.range(0, formula.sums().size())
        .mapToObj(Ports::sumName)
        .collect(Collectors.joining(", "));
  }

  private static Constants lrn(Constants constants, Op.Lrn l) {
    return constants.set("CHANNELS", l.channels()).response(l.response());
  }
}
