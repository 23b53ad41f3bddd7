package cnnc.codegen.emit.cuda;

import cnnc.codegen.graph.Epilogue;
import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.CudaKernels;
import cnnc.codegen.text.Escapes;
import java.util.Map;

/** A call's kernel: its constants and the template of the prelude that does the work. */
final class CallKernel {
  /** What stands in a kernel besides its name: constants, parameters, body. */
  record Parts(Constants constants, String parameters, String body) {}

  interface Rule {
    /** The struct's name stands for {@code $} in the body. */
    Parts parts(Call call, int batch);
  }

  /** One rule for each op that a GPU's program can have. */
  static final Map<Class<? extends Op>, Rule> RULES =
      Map.ofEntries(
          Map.entry(Op.Convolution.class, ProductKernels::convolution),
          Map.entry(Op.ConvolutionInputGradient.class, ProductKernels::convolutionInputGradient),
          Map.entry(Op.ConvolutionWeightGradient.class, ProductKernels::convolutionWeightGradient),
          Map.entry(Op.Dense.class, ProductKernels::dense),
          Map.entry(Op.DenseInputGradient.class, ProductKernels::denseInputGradient),
          Map.entry(Op.DenseWeightGradient.class, ProductKernels::denseWeightGradient),
          Map.entry(Op.AddBias.class, CallKernel::addBias),
          Map.entry(Op.Activation.class, CallKernel::activation),
          Map.entry(Op.Relu.class, CallKernel::relu),
          Map.entry(Op.ReluGradient.class, CallKernel::reluGradient),
          Map.entry(Op.BiasGradient.class, PixelKernels::biasGradient),
          Map.entry(Op.MaxPool.class, CallKernel::maxPool),
          Map.entry(Op.MaxPoolGradient.class, CallKernel::maxPoolGradient),
          Map.entry(Op.Lrn.class, PixelKernels::lrn),
          Map.entry(Op.Normalized.class, PixelKernels::normalized),
          Map.entry(Op.LrnGradient.class, PixelKernels::lrnGradient),
          Map.entry(Op.PoolLrnGradient.class, PixelKernels::poolLrnGradient),
          Map.entry(Op.SoftmaxCrossEntropy.class, CallKernel::loss));

  private CallKernel() {}

  static String text(CudaKernels.Launch launch) {
    Call call = launch.call();
    Parts parts = RULES.get(call.op().getClass()).parts(call, launch.batch());
    String struct = launch.name() + "_";
    return "// " + call.name() + ", batch " + launch.batch() + ": " + Escapes.comment(call.origin())
        + "  " + Escapes.comment(call.text()) + "\n" + parts.constants().struct(struct)
        + kernel(
            launch.name(), parts.parameters().replace("$", struct),
            "  " + parts.body().replace("$", struct) + "\n");
  }

  static String kernel(String name, String parameters, String body) {
    return "extern \"C\" __global__ void __launch_bounds__(THREADS, 2) " + name + "(\n    "
        + parameters + ") {\n" + body + "}\n";
  }

  private static Parts addBias(Call call, int batch) {
    Op.AddBias b = (Op.AddBias) call.op();
    return pointwise(batch, b.pixels(), b.channels(), new Epilogue(true, false));
  }

  private static Parts activation(Call call, int batch) {
    Op.Activation a = (Op.Activation) call.op();
    return pointwise(batch, a.pixels(), a.channels(), a.epilogue());
  }

  private static Parts relu(Call call, int batch) {
    return pointwise(batch, 1, ((Op.Relu) call.op()).size(), new Epilogue(false, true));
  }

  private static Parts pointwise(int batch, int pixels, int channels, Epilogue e) {
    return new Parts(
        new Constants().set("PIXELS", batch * pixels).set("CHANNELS", channels).epilogue(e)
            .set("KEEP", true),
        "const float* x, " + (e.bias() ? "const float* bias, " : "") + "float* y",
        "each<Activation<$>::N>(1ll * $::PIXELS * $::CHANNELS, Activation<$>(x, "
            + (e.bias() ? "bias" : "nullptr") + ", y));");
  }

  private static Parts reluGradient(Call call, int batch) {
    return new Parts(
        new Constants().set("SIZE", batch * ((Op.ReluGradient) call.op()).size()),
        "const float* dy, const float* y, float* dx",
        "each<ReluGradient<$::SIZE>::N>($::SIZE, ReluGradient<$::SIZE>{dy, y, dx});");
  }

  private static Parts maxPool(Call call, int batch) {
    Op.MaxPool p = (Op.MaxPool) call.op();
    return new Parts(
        maxPool(p, batch).set("KEEP", true),
        poolInputs(p) + ", float* y" + (p.argmax() ? ", MaxPool<$>::Argmax* argmax" : ""),
        "each<MaxPool<$>::N>(1ll * $::POSITIONS * $::CHANNELS, MaxPool<$>(x, "
            + poolArguments(p, "y") + "));");
  }

  static Constants maxPool(Op.MaxPool p, int batch) {
    return new Constants().geometry(p.geometry(), batch, p.geometry().channels())
        .epilogue(p.epilogue()).set("ARGMAX", p.argmax());
  }

  static String poolInputs(Op.MaxPool p) {
    return "const float* x" + (p.epilogue().bias() ? ", const float* bias" : "");
  }

  static String poolArguments(Op.MaxPool p, String y) {
    return (p.epilogue().bias() ? "bias" : "nullptr") + ", " + y + ", "
        + (p.argmax() ? "argmax" : "nullptr");
  }

  private static Parts maxPoolGradient(Call call, int batch) {
    Geometry g = ((Op.MaxPoolGradient) call.op()).geometry();
    return new Parts(
        new Constants().geometry(g, batch, g.channels()),
        "const float* dy, const MaxPoolGradient<$>::Argmax* argmax, float* dx",
        "const MaxPoolGradient<$> gradient(dy, argmax);\n"
            + "  each<MaxPoolGradient<$>::N>(1ll * $::PIXELS * $::CHANNELS,\n"
            + "      [=](int i) { store(dx + i, gradient(i)); });");
  }

  private static Parts loss(Call call, int batch) {
    int classes = ((Op.SoftmaxCrossEntropy) call.op()).classes();
    return new Parts(
        new Constants().set("IMAGES", batch).set("CLASSES", classes),
        "const float* logits, const int* labels, float* losses, float* gradients",
        "softmax_cross_entropy<$::IMAGES, $::CLASSES>(logits, labels, losses, gradients);");
  }
}
