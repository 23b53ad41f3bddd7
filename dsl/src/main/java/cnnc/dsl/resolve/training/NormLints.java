package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.Network;
import cnnc.dsl.model.Op;
import cnnc.dsl.table.Kind;
import java.util.List;

/** What stands before a batch norm and should not. */
final class NormLints {
  private static final Kind<Op.BatchNorm> NORM = Kind.of(Op.BatchNorm.class);
  private static final Kind<Op.Dropout> DROPOUT = Kind.of(Op.Dropout.class);

  private final Network network;
  private final Diagnostics diagnostics;

  NormLints(Network network, Diagnostics diagnostics) {
    this.network = network;
    this.diagnostics = diagnostics;
  }

  void check() {
    for (Layer norm : network.layers()) {
      if (NORM.of(norm.op()).isPresent() && norm.inputs().get(0) >= 0) {
        int index = norm.inputs().get(0);
        bias(network.layers().get(index), index);
        dropout(network.layers().get(index));
      }
    }
  }

  /** The norm subtracts the mean of each channel, and with it any bias. */
  private void bias(Layer before, int index) {
    boolean alone =
        !network.outputs().contains(index)
            && network.layers().stream().filter(l -> l.inputs().contains(index)).count() == 1;
    boolean biased =
        before.parameters().size() == 2 && before.parameters().get(1).name().endsWith(".bias");
    if (biased && alone) {
      diagnostics.report(
          Diagnostic.of(
                  Code.BIAS_BEFORE_NORM, before.origin(),
                  "the bias of `" + before.name() + "` has no effect: the batch norm behind it"
                      + " subtracts the mean")
              .help("write `bias = none`"));
    }
  }

  /** In training the norm sees a variance that is none of evaluation's. */
  private void dropout(Layer before) {
    boolean drops = DROPOUT.of(before.op()).isPresent();
    List<Integer> inputs = before.inputs();
    boolean behind =
        before.parameters().stream().anyMatch(p -> p.name().endsWith(".weight"))
            && inputs.size() == 1
            && inputs.get(0) >= 0
            && DROPOUT.of(network.layers().get(inputs.get(0)).op()).isPresent();
    if (drops || behind) {
      Layer dropout = drops ? before : network.layers().get(inputs.get(0));
      diagnostics.report(
          Diagnostic.of(
                  Code.DROPOUT_BEFORE_NORM, dropout.origin(),
                  "a batch norm behind `dropout` learns a variance that evaluation does not have")
              .help("write `dropout` behind the last batch norm")
              .note("Li et al. 2018 (1801.05134)"));
    }
  }
}
