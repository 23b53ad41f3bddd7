package cnnc.codegen.select;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.KernelGraph;
import cnnc.codegen.program.Tuning;

/** The door: the ops of a graph become kernels of a target, with what these need beside them. */
public final class Selection {
  private Selection() {}

  /**
   * The kernels of a graph for batches of up to {@code batch} images.
   *
   * @param exact by no algorithm that trades rounding for speed; on a GPU that is for cuDNN to obey
   * @param tuning for a CPU
   */
  public static KernelGraph select(
      Graph graph, Phase phase, int batch, Target target, boolean exact, Tuning tuning) {
    return target == Target.CPU
        ? CpuSelection.select(graph, new CpuPlan(graph.name(), phase, batch, exact, tuning))
        : CudaSelection.select(graph, batch);
  }
}
