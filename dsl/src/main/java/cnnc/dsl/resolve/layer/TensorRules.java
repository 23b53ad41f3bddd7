package cnnc.dsl.resolve.layer;

import cnnc.dsl.model.Init;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Op;
import cnnc.dsl.model.Parameter;
import cnnc.dsl.model.Shape;
import cnnc.dsl.model.State;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Which parameters and states an op keeps, and how many multiply-adds it costs. */
public final class TensorRules {
  /** A layer before it has its parameters. */
  public record Draft(String name, List<Shape> inputs, Shape output) {
    Shape input() {
      return inputs.get(0);
    }
  }

  /** What the rules say. */
  public record Facts(Layer.Tensors tensors, long macs) {
    private static final Facts NOTHING = new Facts(Layer.Tensors.NONE, 0);
  }

  private interface Rule {
    Facts facts(Op op, Draft draft);
  }

  private static final OpTable<Op, Rule> TABLE = table();

  private TensorRules() {}

  public static Facts of(Op op, Draft draft) {
    return TABLE.get(op).facts(op, draft);
  }

  private static OpTable<Op, Rule> table() {
    Rule nothing = (op, draft) -> Facts.NOTHING;
    return OpTable.<Op, Rule>of(Op.class, "parameters")
        .row(Op.Convolution.class, rule(Op.Convolution.class, TensorRules::convolution))
        .row(Op.TransposedConvolution.class,
            rule(Op.TransposedConvolution.class, TensorRules::transposed))
        .row(Op.LocalConvolution.class, rule(Op.LocalConvolution.class, TensorRules::local))
        .row(Op.Dense.class, rule(Op.Dense.class, TensorRules::dense))
        .row(Op.MaxPool.class, nothing)
        .row(Op.AveragePool.class, nothing)
        .row(Op.GlobalMaxPool.class, nothing)
        .row(Op.GlobalAveragePool.class, nothing)
        .row(Op.Lrn.class, nothing)
        .row(Op.BatchNorm.class, rule(Op.BatchNorm.class, TensorRules::batchNorm))
        .row(Op.GroupNorm.class, rule(Op.GroupNorm.class,
            (g, d) -> new Facts(new Layer.Tensors(affine(g.normalization(), d), List.of()), 0)))
        .row(Op.Dropout.class, nothing)
        .row(Op.Activate.class, nothing)
        .row(Op.Prelu.class, rule(Op.Prelu.class, (p, d) -> perChannel(d, "slope", p.init())))
        .row(Op.Scale.class, nothing)
        .row(Op.Shift.class, nothing)
        .row(Op.ChannelScale.class, rule(Op.ChannelScale.class,
            (s, d) -> perChannel(d, "scale", s.init())))
        .row(Op.Join.class, nothing)
        .row(Op.Concat.class, nothing)
        .row(Op.Upsample.class, nothing)
        .row(Op.Pad.class, nothing)
        .row(Op.Crop.class, nothing)
        .row(Op.Flatten.class, nothing)
        .row(Op.SpaceToDepth.class, nothing)
        .build();
  }

  private static <T extends Op> Rule rule(Class<T> kind, BiFunction<T, Draft, Facts> rule) {
    return (op, draft) -> rule.apply(kind.cast(op), draft);
  }

  private static Facts convolution(Op.Convolution c, Draft d) {
    Window w = c.window();
    int in = d.input().channels() / c.groups();
    return new Facts(
        weighted(
            d.name(), List.of(w.height(), w.width(), in, c.channels()),
            fans(w, in, c.channels() / c.groups()), c.weights(), List.of(c.channels())),
        (long) d.output().size() * w.taps() * in);
  }

  /** Weights are those of the convolution that leads back. */
  private static Facts transposed(Op.TransposedConvolution c, Draft d) {
    Window w = c.window();
    int in = d.input().channels();
    int out = c.channels() / c.groups();
    return new Facts(
        weighted(
            d.name(), List.of(w.height(), w.width(), out, in),
            fans(w, in / c.groups(), out), c.weights(), List.of(c.channels())),
        (long) d.input().size() * w.taps() * out);
  }

  private static Facts local(Op.LocalConvolution c, Draft d) {
    Window w = c.window();
    int in = d.input().channels();
    Shape.Image out = (Shape.Image) d.output();
    return new Facts(
        weighted(
            d.name(),
            List.of(out.height(), out.width(), w.height(), w.width(), in, c.channels()),
            fans(w, in, c.channels()), c.weights(), out.dimensions()),
        (long) out.size() * w.taps() * in);
  }

  private static Facts dense(Op.Dense n, Draft d) {
    int in = d.input().size();
    return new Facts(
        weighted(
            d.name(), List.of(in, n.units()), new Parameter.Fans(in, n.units()), n.weights(),
            List.of(n.units())),
        (long) in * n.units());
  }

  private static Facts batchNorm(Op.BatchNorm b, Draft d) {
    int channels = d.input().channels();
    List<State> states =
        List.of(
            new State(d.name() + ".mean", channels, 0),
            new State(d.name() + ".variance", channels, 1));
    return new Facts(new Layer.Tensors(affine(b.normalization(), d), states), 0);
  }

  private static List<Parameter> affine(Op.Normalization n, Draft d) {
    List<Parameter> parameters = new ArrayList<>();
    if (n.scale()) {
      parameters.add(channel(d, "scale", new Init.Constant(1)));
    }
    if (n.shift()) {
      parameters.add(channel(d, "shift", new Init.Constant(0)));
    }
    return parameters;
  }

  private static Facts perChannel(Draft d, String what, Init init) {
    return new Facts(new Layer.Tensors(List.of(channel(d, what, init)), List.of()), 0);
  }

  private static Parameter channel(Draft d, String what, Init init) {
    return new Parameter(
        d.name() + "." + what, List.of(d.input().channels()), init, new Parameter.Fans(1, 1), 0);
  }

  private static Layer.Tensors weighted(
      String name, List<Integer> shape, Parameter.Fans fans, Op.Weights weights,
      List<Integer> biases) {
    List<Parameter> list = new ArrayList<>();
    list.add(new Parameter(name + ".weight", shape, weights.init(), fans, weights.decay()));
    Optional<Double> bias = weights.bias();
    bias.ifPresent(
        b -> list.add(new Parameter(name + ".bias", biases, new Init.Constant(b), fans, 0)));
    return new Layer.Tensors(list, List.of());
  }

  private static Parameter.Fans fans(Window w, int in, int out) {
    return new Parameter.Fans(many((long) w.taps() * in), many((long) w.taps() * out));
  }

  private static int many(long values) {
    return (int) Math.min(values, Integer.MAX_VALUE);
  }
}
