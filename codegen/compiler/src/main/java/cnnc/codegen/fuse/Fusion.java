package cnnc.codegen.fuse;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Target;

/** The door: formulas join what makes their operands, where a target's kernels can compute them. */
public final class Fusion {
  private Fusion() {}

  /** The graph with fewer and larger nodes, equal values under equal ids. */
  public static Graph fuse(Graph graph, Target target) {
    Graph joined = new Joining(graph, Acceptance.of(target)).graph();
    return target == Target.CUDA ? BiasRows.join(joined) : joined;
  }
}
