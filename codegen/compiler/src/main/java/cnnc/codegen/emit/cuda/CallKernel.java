package cnnc.codegen.emit.cuda;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.kernel.Ports;
import cnnc.codegen.kernel.cuda.AveragePoolGradientKernel;
import cnnc.codegen.kernel.cuda.AveragePoolKernel;
import cnnc.codegen.kernel.cuda.ConvolutionProduct;
import cnnc.codegen.kernel.cuda.CopyKernel;
import cnnc.codegen.kernel.cuda.CudaKernel;
import cnnc.codegen.kernel.cuda.DenseInputGradientProduct;
import cnnc.codegen.kernel.cuda.DenseProduct;
import cnnc.codegen.kernel.cuda.DenseWeightGradientProduct;
import cnnc.codegen.kernel.cuda.DepthwiseInputGradientKernel;
import cnnc.codegen.kernel.cuda.DepthwiseKernel;
import cnnc.codegen.kernel.cuda.DepthwiseWeightGradientKernel;
import cnnc.codegen.kernel.cuda.GroupSumsKernel;
import cnnc.codegen.kernel.cuda.InputGradientProduct;
import cnnc.codegen.kernel.cuda.InterpolationGradientKernel;
import cnnc.codegen.kernel.cuda.InterpolationKernel;
import cnnc.codegen.kernel.cuda.LocalInputGradientProduct;
import cnnc.codegen.kernel.cuda.LocalProduct;
import cnnc.codegen.kernel.cuda.LocalWeightGradientProduct;
import cnnc.codegen.kernel.cuda.LossKernel;
import cnnc.codegen.kernel.cuda.LrnGradientKernel;
import cnnc.codegen.kernel.cuda.LrnKernel;
import cnnc.codegen.kernel.cuda.MaxPoolGradientKernel;
import cnnc.codegen.kernel.cuda.MaxPoolKernel;
import cnnc.codegen.kernel.cuda.NormalizedKernel;
import cnnc.codegen.kernel.cuda.PointwiseKernel;
import cnnc.codegen.kernel.cuda.WeightGradientProduct;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.CudaKernels;
import cnnc.dsl.table.OpTable;
import java.util.Map;

/** A call's kernel: its constants and the template of the prelude that does the work. */
final class CallKernel {
  /** What stands in a kernel besides its name: constants, parameters, body. */
  record Parts(Constants constants, String parameters, String body) {}

  private interface Rule {
    /** The struct's name stands for {@code $} in the body. */
    Parts parts(CudaKernel kernel, Call call, int batch);
  }

  /** A rule for one kind of kernel. */
  interface Typed<T> {
    Parts parts(T kernel, Call call, int batch);
  }

  private static final OpTable<CudaKernel, Rule> TABLE =
      OpTable.<CudaKernel, Rule>of(CudaKernel.class, "CUDA of kernels")
          .row(ConvolutionProduct.class,
              rule(ConvolutionProduct.class, ProductKernels::convolution))
          .row(InputGradientProduct.class,
              rule(InputGradientProduct.class, ProductKernels::inputGradient))
          .row(WeightGradientProduct.class,
              rule(WeightGradientProduct.class, ProductKernels::weightGradient))
          .row(DepthwiseKernel.class,
              rule(DepthwiseKernel.class, DepthwiseKernels::convolution))
          .row(DepthwiseInputGradientKernel.class,
              rule(DepthwiseInputGradientKernel.class, DepthwiseKernels::inputGradient))
          .row(DepthwiseWeightGradientKernel.class,
              rule(DepthwiseWeightGradientKernel.class, DepthwiseKernels::weightGradient))
          .row(LocalProduct.class, rule(LocalProduct.class, ProductKernels::local))
          .row(LocalInputGradientProduct.class,
              rule(LocalInputGradientProduct.class, ProductKernels::localInputGradient))
          .row(LocalWeightGradientProduct.class,
              rule(LocalWeightGradientProduct.class, ProductKernels::localWeightGradient))
          .row(DenseProduct.class, rule(DenseProduct.class, ProductKernels::dense))
          .row(DenseInputGradientProduct.class,
              rule(DenseInputGradientProduct.class, ProductKernels::denseInputGradient))
          .row(DenseWeightGradientProduct.class,
              rule(DenseWeightGradientProduct.class, ProductKernels::denseWeightGradient))
          .row(PointwiseKernel.class, rule(PointwiseKernel.class, CallKernel::pointwise))
          .row(GroupSumsKernel.class, rule(GroupSumsKernel.class, CallKernel::groupSums))
          .row(MaxPoolKernel.class, rule(MaxPoolKernel.class, CallKernel::maxPool))
          .row(MaxPoolGradientKernel.class,
              rule(MaxPoolGradientKernel.class, CallKernel::maxPoolGradient))
          .row(AveragePoolKernel.class, rule(AveragePoolKernel.class, MoveKernels::averagePool))
          .row(AveragePoolGradientKernel.class,
              rule(AveragePoolGradientKernel.class, MoveKernels::averagePoolGradient))
          .row(CopyKernel.class, rule(CopyKernel.class, CopyKernels::copy))
          .row(InterpolationKernel.class,
              rule(InterpolationKernel.class, MoveKernels::interpolation))
          .row(InterpolationGradientKernel.class,
              rule(InterpolationGradientKernel.class, MoveKernels::interpolationGradient))
          .row(LrnKernel.class, rule(LrnKernel.class, PixelKernels::lrn))
          .row(NormalizedKernel.class, rule(NormalizedKernel.class, PixelKernels::normalized))
          .row(LrnGradientKernel.class, rule(LrnGradientKernel.class, PixelKernels::lrnGradient))
          .row(LossKernel.class, rule(LossKernel.class, LossKernels::parts))
          .build();

  private CallKernel() {}

  private static <T extends CudaKernel> Rule rule(Class<T> kind, Typed<T> rule) {
    return (kernel, call, batch) -> rule.parts(kind.cast(kernel), call, batch);
  }

  static String text(CudaKernels.Launch launch) {
    Call call = launch.call();
    CudaKernel kernel = (CudaKernel) call.kernel();
    Parts parts = TABLE.get(kernel).parts(kernel, call, launch.batch());
    String struct = launch.name() + "_";
    return "// " + call.name() + ", batch " + launch.batch() + ": "
        + call.kernel().shapes() + "\n" + parts.constants().struct(struct)
        + kernel(
            launch.name(), parts.parameters().replace("$", struct),
            "  " + parts.body().replace("$", struct) + "\n");
  }

  static String kernel(String name, String parameters, String body) {
    return "extern \"C\" __global__ void __launch_bounds__(THREADS, 2) " + name + "(\n    "
        + parameters + ") {\n" + body + "}\n";
  }

  private static Parts pointwise(PointwiseKernel kernel, Call call, int batch) {
    Op.Pointwise op = kernel.op();
    FormulaCode code = pointwise(op);
    if (!op.result().sums().isEmpty()) {
      return PixelKernels.pointwiseSums(op, code, batch);
    }
    int images = op.whole() ? 1 : batch;
    // Elements that meet nothing but elements stand in one long row.
    boolean row = op.result().elementwise();
    Constants constants =
        new Constants()
            .set("IMAGES", batch)
            .set("PIXELS", images * (row ? 1 : op.frame().pixels()))
            .set("CHANNELS", row ? op.frame().size() : op.frame().channels())
            .set("SIZE", op.frame().size())
            .set("KEEP", true)
            .code(code.members());
    return new Parts(
        constants, (code.parameters() + code.outputs() + code.progress()).substring(2),
        "each<Pointwise<$>::N>(1ll * $::PIXELS * $::CHANNELS, " + functor(code, outputs(op))
            + ");");
  }

  static FormulaCode pointwise(Op.Pointwise op) {
    return new FormulaCode(op.result(), 0, Map.of());
  }

  /** The functor of a formula that writes to these. */
  static String functor(FormulaCode code, String outputs) {
    return "Pointwise<$>{" + code.arguments() + ", " + outputs + "}";
  }

  static String outputs(Op.Pointwise op) {
    StringBuilder names = new StringBuilder("{");
    for (int i = 0; i < op.result().outputs().size(); i++) {
      names.append(i == 0 ? "" : ", ").append(Ports.outputName(i));
    }
    return names + "}";
  }

  private static Parts groupSums(GroupSumsKernel kernel, Call call, int batch) {
    Op.GroupSums op = kernel.op();
    return new Parts(
        new Constants().set("ALL", batch * op.channels()).set("GROUP", op.channels() / op.groups()),
        "const float* x, float* y", "group_sums<$::ALL, $::GROUP>(x, y);");
  }

  private static Parts maxPool(MaxPoolKernel kernel, Call call, int batch) {
    Op.MaxPool p = kernel.op();
    FormulaCode code = maxPool(p);
    return new Parts(
        maxPool(p, code, batch).set("KEEP", true),
        "const float* x" + code.parameters() + code.outputs() + argmax(p),
        "each<MaxPool<$>::N>(1ll * $::POSITIONS * $::CHANNELS, "
            + maxPool(p, code, Ports.outputName(0)) + ");");
  }

  static FormulaCode maxPool(Op.MaxPool p) {
    return new FormulaCode(p.result(), 1, Map.of());
  }

  static Constants maxPool(Op.MaxPool p, FormulaCode code, int batch) {
    return new Constants().geometry(p.geometry(), batch, p.geometry().channels())
        .set("ARGMAX", p.argmax()).code(code.members());
  }

  /** The parameter of the positions, where they are wanted. */
  static String argmax(Op.MaxPool p) {
    return p.argmax() ? ", MaxPool<$>::Argmax* argmax" : "";
  }

  /** The functor of a pool that writes to this. */
  static String maxPool(Op.MaxPool p, FormulaCode code, String y) {
    return "MaxPool<$>(x, " + code.arguments() + ", " + y + ", "
        + (p.argmax() ? "argmax" : "nullptr") + ")";
  }

  private static Parts maxPoolGradient(MaxPoolGradientKernel kernel, Call call, int batch) {
    Geometry g = kernel.op().geometry();
    return new Parts(
        new Constants().geometry(g, batch, g.channels()),
        "const float* dy, const MaxPoolGradient<$>::Argmax* argmax, float* dx",
        "const MaxPoolGradient<$> gradient(dy, argmax);\n"
            + "  each<MaxPoolGradient<$>::N>(1ll * $::PIXELS * $::CHANNELS,\n"
            + "      [=](int i) { store(dx + i, gradient(i)); });");
  }

}
