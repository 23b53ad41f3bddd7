package cnnc.codegen.reference;

import cnnc.dsl.model.Op;
import cnnc.dsl.table.OpTable;

/** What each op means. */
final class Rules {
  private static final OpTable<Op, Rule> TABLE =
      OpTable.<Op, Rule>of(Op.class, "reference")
          .row(Op.Convolution.class,
              new Weighted<>(Op.Convolution.class, Products::convolution))
          .row(Op.TransposedConvolution.class,
              new Weighted<>(Op.TransposedConvolution.class, Products::transposed))
          .row(Op.LocalConvolution.class,
              new Weighted<>(Op.LocalConvolution.class, Products::local))
          .row(Op.Dense.class, new Weighted<>(Op.Dense.class, Products::dense))
          .row(Op.MaxPool.class, new Greatest<>(Op.MaxPool.class, Pools::max))
          .row(Op.AveragePool.class, new Linear<>(Op.AveragePool.class, Pools::average))
          .row(Op.GlobalMaxPool.class, new Greatest<>(Op.GlobalMaxPool.class, Pools::globalMax))
          .row(Op.GlobalAveragePool.class,
              new Linear<>(Op.GlobalAveragePool.class, Pools::globalAverage))
          .row(Op.Lrn.class, new ResponseNorm())
          .row(Op.BatchNorm.class, new BatchNorms())
          .row(Op.GroupNorm.class, Normalized.groupNorm())
          .row(Op.Dropout.class, Pointwise.dropout())
          .row(Op.Activate.class, Pointwise.activate())
          .row(Op.Prelu.class, Pointwise.prelu())
          .row(Op.Scale.class, Pointwise.scale())
          .row(Op.Shift.class, Pointwise.shift())
          .row(Op.ChannelScale.class, Pointwise.channelScale())
          .row(Op.Join.class, new Joins.Join())
          .row(Op.Concat.class, new Linear<>(Op.Concat.class, Joins::concat))
          .row(Op.Upsample.class, new Linear<>(Op.Upsample.class, Moves::upsample))
          .row(Op.Pad.class, new Linear<>(Op.Pad.class, Moves::pad))
          .row(Op.Crop.class, new Linear<>(Op.Crop.class, Moves::crop))
          .row(Op.Flatten.class, new Linear<>(Op.Flatten.class, Moves::flatten))
          .row(Op.SpaceToDepth.class, new Linear<>(Op.SpaceToDepth.class, Moves::spaceToDepth))
          .build();

  private Rules() {}

  static Rule of(Op op) {
    return TABLE.get(op);
  }
}
