package cnnc.codegen.schedule;

import cnnc.codegen.graph.Graph;
import cnnc.codegen.graph.Target;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tuning;
import cnnc.dsl.model.Network;

/** The door: a graph in its order becomes calls, with the scratch and the sums they need. */
public final class Scheduling {
  private Scheduling() {}

  /**
   * The program of a network's graph for batches of up to {@code batch} images.
   *
   * @param exact by no algorithm that trades rounding for speed; on a GPU that is for cuDNN to obey
   * @param tuning for a CPU
   */
  public static Program schedule(
      Graph graph, Network network, Program.Phase phase, int batch, Target target, boolean exact,
      Tuning tuning) {
    return target == Target.CPU
        ? new CpuSchedule(graph, ParameterLayout.of(network), phase, batch, exact, tuning).program()
        : new CudaSchedule(graph, ParameterLayout.onDevice(graph), batch).program(phase);
  }
}
