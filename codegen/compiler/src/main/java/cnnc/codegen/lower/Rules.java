package cnnc.codegen.lower;

import static cnnc.codegen.scalar.Access.ELEMENT;

import cnnc.codegen.graph.Geometry;
import cnnc.codegen.graph.Op;
import cnnc.codegen.scalar.Formula;
import cnnc.dsl.model.Op.Activate;
import cnnc.dsl.model.Op.AveragePool;
import cnnc.dsl.model.Op.BatchNorm;
import cnnc.dsl.model.Op.ChannelScale;
import cnnc.dsl.model.Op.Concat;
import cnnc.dsl.model.Op.Convolution;
import cnnc.dsl.model.Op.Crop;
import cnnc.dsl.model.Op.Dense;
import cnnc.dsl.model.Op.Dropout;
import cnnc.dsl.model.Op.Flatten;
import cnnc.dsl.model.Op.GlobalAveragePool;
import cnnc.dsl.model.Op.GlobalMaxPool;
import cnnc.dsl.model.Op.GroupNorm;
import cnnc.dsl.model.Op.Join;
import cnnc.dsl.model.Op.LocalConvolution;
import cnnc.dsl.model.Op.Lrn;
import cnnc.dsl.model.Op.MaxPool;
import cnnc.dsl.model.Op.Pad;
import cnnc.dsl.model.Op.Prelu;
import cnnc.dsl.model.Op.Scale;
import cnnc.dsl.model.Op.Shift;
import cnnc.dsl.model.Op.SpaceToDepth;
import cnnc.dsl.model.Op.TransposedConvolution;
import cnnc.dsl.model.Op.Upsample;
import cnnc.dsl.model.Window;
import cnnc.dsl.table.OpTable;
import java.util.Optional;
import java.util.function.Function;

/** The table: what nodes the language's ops become. */
final class Rules {
  /** Adds a layer's nodes and returns the value of its output. */
  interface Rule {
    int lower(LayerNodes nodes);
  }

  /** The rule of an op, where this version has one. */
  private static final OpTable<cnnc.dsl.model.Op, Function<cnnc.dsl.model.Op, Optional<Rule>>> TABLE =
      table();

  private Rules() {}

  static Optional<Rule> of(cnnc.dsl.model.Op op) {
    return TABLE.get(op).apply(op);
  }

  private static OpTable<cnnc.dsl.model.Op, Function<cnnc.dsl.model.Op, Optional<Rule>>> table() {
    Function<cnnc.dsl.model.Op, Optional<Rule>> later = op -> Optional.empty();
    return OpTable
        .<cnnc.dsl.model.Op, Function<cnnc.dsl.model.Op, Optional<Rule>>>of(
            cnnc.dsl.model.Op.class, "lower")
        .row(Convolution.class, rule(Convolution.class, op -> true, Rules::convolution))
        .row(TransposedConvolution.class,
            rule(TransposedConvolution.class, op -> true, Rules::transposed))
        .row(LocalConvolution.class, rule(LocalConvolution.class, op -> true, Rules::local))
        .row(Dense.class, rule(Dense.class, op -> true, Rules::dense))
        .row(MaxPool.class, rule(MaxPool.class, op -> true, Pools::max))
        .row(AveragePool.class, rule(AveragePool.class, op -> true, Pools::average))
        .row(GlobalMaxPool.class, rule(GlobalMaxPool.class, op -> true, Pools::globalMax))
        .row(GlobalAveragePool.class,
            rule(GlobalAveragePool.class, op -> true, Pools::globalAverage))
        .row(Lrn.class, rule(Lrn.class, op -> true, Rules::lrn))
        .row(BatchNorm.class, rule(BatchNorm.class, op -> true, NormRules::batchNorm))
        .row(GroupNorm.class, rule(GroupNorm.class, op -> true, NormRules::groupNorm))
        .row(Dropout.class, rule(Dropout.class, op -> true, PointwiseRules::dropout))
        .row(Activate.class, op -> PointwiseRules.activation((Activate) op))
        .row(Prelu.class, rule(Prelu.class, op -> true, PointwiseRules::prelu))
        .row(Scale.class, rule(Scale.class, op -> true, PointwiseRules::scale))
        .row(Shift.class, rule(Shift.class, op -> true, PointwiseRules::shift))
        .row(ChannelScale.class,
            rule(ChannelScale.class, op -> true, PointwiseRules::channelScale))
        .row(Join.class, rule(Join.class, op -> true, PointwiseRules::join))
        .row(Concat.class, rule(Concat.class, op -> true, Copies::concat))
        .row(Upsample.class, rule(Upsample.class, op -> true, Copies::upsample))
        .row(Pad.class, rule(Pad.class, op -> true, Copies::pad))
        .row(Crop.class, rule(Crop.class, op -> true, Copies::crop))
        .row(Flatten.class, rule(Flatten.class, op -> true, Copies::flatten))
        .row(SpaceToDepth.class, rule(SpaceToDepth.class, op -> true, Copies::spaceToDepth))
        .build();
  }

  private interface Typed<T> {
    int lower(T op, LayerNodes nodes);
  }

  private static <T extends cnnc.dsl.model.Op> Function<cnnc.dsl.model.Op, Optional<Rule>> rule(
      Class<T> kind, Function<T, Boolean> built, Typed<T> rule) {
    return op ->
        built.apply(kind.cast(op))
            ? Optional.of(nodes -> rule.lower(kind.cast(op), nodes))
            : Optional.empty();
  }

  private static boolean built(Window w) {
    return w.dilationY() == 1 && w.dilationX() == 1;
  }

  private static int convolution(Convolution c, LayerNodes n) {
    Op op =
        new Op.Convolution(
            n.geometry(c.window()), c.channels(), c.groups(), false, Formula.IDENTITY);
    return biased(n, n.node(op, n.input(0), n.parameter(0)));
  }

  private static int transposed(TransposedConvolution c, LayerNodes n) {
    Geometry back = new Geometry(c.height(), c.width(), c.channels(), c.window());
    Op op =
        new Op.ConvolutionInputGradient(back, n.inputImage().channels(), c.groups());
    return biased(n, n.node(op, n.input(0), n.parameter(0)));
  }

  private static int local(LocalConvolution c, LayerNodes n) {
    Op op =
        new Op.LocalConvolution(
            n.geometry(c.window()), c.channels(), n.biased(), Formula.IDENTITY);
    return n.biased()
        ? n.node(op, n.input(0), n.parameter(0), n.parameter(1))
        : n.node(op, n.input(0), n.parameter(0));
  }

  private static int dense(Dense d, LayerNodes n) {
    Op op = new Op.Dense(n.inputShape().size(), d.units(), false, Formula.IDENTITY);
    return biased(n, n.node(op, n.input(0), n.parameter(0)));
  }

  private static int biased(LayerNodes n, int y) {
    return n.biased() ? n.pointwise(".bias", Op.Pointwise.ADD_BIAS, y, n.parameter(1)) : y;
  }

  private static int lrn(Lrn l, LayerNodes n) {
    var in = n.inputImage();
    // A window that reaches past all channels reads no more than all of them.
    int radius = Math.min(l.radius(), in.channels() - 1);
    Op.Response response = new Op.Response(radius, l.k(), l.alpha(), l.beta());
    return n.node(
        new Op.Lrn(in.height(), in.width(), in.channels(), response), n.input(0));
  }
}
