package cnnc.dsl.resolve.training;

import cnnc.dsl.diagnostic.Code;
import cnnc.dsl.diagnostic.Diagnostic;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Layer;
import cnnc.dsl.model.LossTerm;
import cnnc.dsl.model.Network;
import java.util.List;
import java.util.stream.IntStream;

/** Warns of outputs whose own layers learn nothing, since no term of the loss depends on them. */
public final class UnjudgedOutputs {
  private UnjudgedOutputs() {}

  /** Looks at all outputs of a network that has a recipe. */
  public static void check(Network network, List<LossTerm> loss, Diagnostics diagnostics) {
    boolean[] learning = new boolean[network.layers().size()];
    for (LossTerm term : loss) {
      if (term instanceof LossTerm.Judged judged) {
        mark(network, network.outputs().get(judged.output()), learning);
      }
    }
    for (int output : network.outputs()) {
      boolean[] read = new boolean[learning.length];
      mark(network, output, read);
      boolean idle =
          IntStream.range(0, read.length)
              .anyMatch(
                  i -> read[i] && !learning[i] && !network.layers().get(i).parameters().isEmpty());
      if (idle) {
        Layer layer = network.layers().get(output);
        diagnostics.report(
            Diagnostic.of(
                    Code.UNJUDGED_OUTPUT, layer.origin(),
                    "no term of the loss judges output `" + layer.stage()
                        + "`, so that layers before it learn nothing")
                .help("add a term, as in `0.3 * mean(softmax_xent(@" + layer.stage() + ", @y))`"));
      }
    }
  }

  /** Marks a layer and all that it depends on. */
  private static void mark(Network network, int layer, boolean[] marked) {
    marked[layer] = true;
    for (int i = layer; i >= 0; i--) {
      if (marked[i]) {
        network.layers().get(i).inputs().stream().filter(k -> k >= 0).forEach(k -> marked[k] = true);
      }
    }
  }
}
