package cnnc.codegen.lower;

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
import cnnc.dsl.table.OpTable;

/** The table: what nodes the language's ops become. */
final class Rules {
  /** Adds a layer's nodes and returns the value of its output. */
  interface Rule {
    int lower(LayerNodes nodes);
  }

  private static final OpTable<cnnc.dsl.model.Op, Rule> TABLE = table();

  private Rules() {}

  static Rule of(cnnc.dsl.model.Op op) {
    return TABLE.get(op);
  }

  private static OpTable<cnnc.dsl.model.Op, Rule> table() {
    return OpTable.<cnnc.dsl.model.Op, Rule>of(cnnc.dsl.model.Op.class, "lower")
        .row(Convolution.class, rule(Convolution.class, Rules::convolution))
        .row(TransposedConvolution.class, rule(TransposedConvolution.class, Rules::transposed))
        .row(LocalConvolution.class, rule(LocalConvolution.class, Rules::local))
        .row(Dense.class, rule(Dense.class, Rules::dense))
        .row(MaxPool.class, rule(MaxPool.class, Pools::max))
        .row(AveragePool.class, rule(AveragePool.class, Pools::average))
        .row(GlobalMaxPool.class, rule(GlobalMaxPool.class, Pools::globalMax))
        .row(GlobalAveragePool.class, rule(GlobalAveragePool.class, Pools::globalAverage))
        .row(Lrn.class, rule(Lrn.class, Rules::lrn))
        .row(BatchNorm.class, rule(BatchNorm.class, NormRules::batchNorm))
        .row(GroupNorm.class, rule(GroupNorm.class, NormRules::groupNorm))
        .row(Dropout.class, rule(Dropout.class, PointwiseRules::dropout))
        .row(Activate.class, rule(Activate.class, PointwiseRules::activation))
        .row(Prelu.class, rule(Prelu.class, PointwiseRules::prelu))
        .row(Scale.class, rule(Scale.class, PointwiseRules::scale))
        .row(Shift.class, rule(Shift.class, PointwiseRules::shift))
        .row(ChannelScale.class, rule(ChannelScale.class, PointwiseRules::channelScale))
        .row(Join.class, rule(Join.class, PointwiseRules::join))
        .row(Concat.class, rule(Concat.class, Copies::concat))
        .row(Upsample.class, rule(Upsample.class, Copies::upsample))
        .row(Pad.class, rule(Pad.class, Copies::pad))
        .row(Crop.class, rule(Crop.class, Copies::crop))
        .row(Flatten.class, rule(Flatten.class, Copies::flatten))
        .row(SpaceToDepth.class, rule(SpaceToDepth.class, Copies::spaceToDepth))
        .build();
  }

  private interface Typed<T> {
    int lower(T op, LayerNodes nodes);
  }

  private static <T extends cnnc.dsl.model.Op> Rule rule(Class<T> kind, Typed<T> rule) {
    return nodes -> rule.lower(kind.cast(nodes.op()), nodes);
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
