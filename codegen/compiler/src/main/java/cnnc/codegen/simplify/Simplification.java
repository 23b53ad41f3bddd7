package cnnc.codegen.simplify;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Target;
import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.model.Augmentation;

/** The door: equal results with less work. */
public final class Simplification {
  private Simplification() {}

  /**
   * The graph of what its outputs need, with max-pooling moved before the bias and ReLU it follows,
   * and for a GPU with the input's channels in whole vectors where all of the network allows it: the
   * weights lie alike in all programs, whichever outputs these have.
   */
  public static Graph simplify(Graph graph, Target target) {
    Graph whole = target == Target.CUDA ? PaddedInput.apply(graph) : graph;
    return PoolFirst.apply(Live.apply(whole));
  }

  /** The graph without ops that a target has no kernel for, but kernels for what they are made of. */
  public static Graph decompose(Graph graph, Target target) {
    return target == Target.CUDA ? SplitSums.apply(MomentSums.apply(graph)) : graph;
  }

  /** A recipe's chain without the ops that have no effect; each is reported. */
  public static Augmentation simplify(
      Augmentation chain, String recipe, Diagnostics diagnostics) {
    return DeadBrightness.remove(chain, recipe, diagnostics);
  }
}
