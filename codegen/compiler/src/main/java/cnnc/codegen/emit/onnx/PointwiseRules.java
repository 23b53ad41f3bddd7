package cnnc.codegen.emit.onnx;

import cnnc.codegen.scalar.Activations;
import cnnc.codegen.scalar.Expr;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Ops of single values, and norms, which are these with moments in front. */
final class PointwiseRules {
  private PointwiseRules() {}

  static void activate(Op.Activate a, LayerNode n) {
    Optional<String> name = Activations.onnx(a.function());
    if (name.isPresent()) {
      n.node(name.get(), List.of(n.input())).add();
    } else {
      Expr e = Activations.of(a.function(), a.arguments());
      n.node(
              "Identity",
              List.of(new ExprNodes(n.onnx(), n.name(), List.of(n.input())).of(e)))
          .add();
    }
  }

  static void prelu(Op.Prelu p, LayerNode n) {
    n.node("PRelu", List.of(n.input(), n.perChannel(0))).add();
  }

  static void scale(Op.Scale s, LayerNode n) {
    n.node("Mul", List.of(n.input(), n.number("factor", s.factor()))).add();
  }

  static void shift(Op.Shift s, LayerNode n) {
    n.node("Add", List.of(n.input(), n.number("term", s.term()))).add();
  }

  static void channelScale(Op.ChannelScale s, LayerNode n) {
    n.node("Mul", List.of(n.input(), n.perChannel(0))).add();
  }

  /** What is one value for each channel stands before pixels of its own. */
  static void join(Op.Join j, LayerNode n) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < n.inputs().size(); i++) {
      boolean row = n.shape(i) instanceof Shape.Vector && n.output() instanceof Shape.Image;
      inputs.add(row ? n.pixels(i) : n.input(i));
    }
    String op =
        switch (j.how()) {
          case ADD -> "Add";
          case MUL -> "Mul";
          case MAX -> "Max";
        };
    // Add and Mul take two.
    String sum = inputs.get(0);
    for (int i = 1; i < inputs.size() - 1; i++) {
      sum = n.onnx().node(op, n.name() + "/" + i, List.of(sum, inputs.get(i))).add();
    }
    n.node(op, List.of(sum, inputs.get(inputs.size() - 1))).add();
  }

  static void dropout(Op.Dropout d, LayerNode n) {
    n.node("Identity", List.of(n.input())).add();
  }

  static void batchNorm(Op.BatchNorm b, LayerNode n) {
    Op.Normalization norm = b.normalization();
    List<String> inputs =
        List.of(
            n.input(), scales(norm, n), shifts(norm, n), n.state(0), n.state(1));
    n.node("BatchNormalization", inputs).real("epsilon", norm.epsilon()).add();
  }

  /** Instance norm of groups as channels, then scale and shift of channels. */
  static void groupNorm(Op.GroupNorm g, LayerNode n) {
    int groups = g.groups();
    OnnxGraph onnx = n.onnx();
    String name = n.name();
    String grouped =
        onnx.node(
                "Reshape", name + "/grouped",
                List.of(n.input(), onnx.integers(name + "/groups", 0, groups, -1)))
            .add();
    String normal =
        onnx.node(
                "InstanceNormalization", name + "/normal",
                List.of(
                    grouped, onnx.floats(name + "/ones", filled(groups, 1), groups),
                    onnx.floats(name + "/zeros", filled(groups, 0), groups)))
            .real("epsilon", g.normalization().epsilon())
            .add();
    String y =
        onnx.node(
                "Reshape", name + "/back",
                List.of(normal, onnx.integers(name + "/shape", n.dimensions())))
            .add();
    int parameter = 0;
    if (g.normalization().scale()) {
      y = onnx.node("Mul", name + "/scaled", List.of(y, n.perChannel(parameter++))).add();
    }
    if (g.normalization().shift()) {
      y = onnx.node("Add", name + "/shifted", List.of(y, n.perChannel(parameter))).add();
    }
    n.node("Identity", List.of(y)).add();
  }

  private static String scales(Op.Normalization norm, LayerNode n) {
    int channels = n.output().channels();
    return norm.scale()
        ? n.constant(0, n.values(0), channels)
        : n.onnx().floats(n.name() + "/scale", filled(channels, 1), channels);
  }

  private static String shifts(Op.Normalization norm, LayerNode n) {
    int channels = n.output().channels();
    int parameter = norm.scale() ? 1 : 0;
    return norm.shift()
        ? n.constant(parameter, n.values(parameter), channels)
        : n.onnx().floats(n.name() + "/shift", filled(channels, 0), channels);
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    java.util.Arrays.fill(values, value);
    return values;
  }
}
