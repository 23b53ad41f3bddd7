package cnnc.codegen.schedule;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.kernel.KernelGraph;
import cnnc.codegen.kernel.KernelNode;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import java.util.List;
import java.util.Set;

/** The door: kernels become calls on buffers, in regions. */
public final class Scheduling {
  private Scheduling() {}

  /**
   * The program of a network's kernels for batches of up to {@code batch} images.
   *
   * @param exact by no algorithm that trades rounding for speed
   */
  public static Program schedule(
      KernelGraph kernels, ParameterLayout parameters, ParameterLayout states, Phase phase,
      int batch, boolean exact) {
    Buffers buffers = new Buffers(kernels.values(), parameters, states);
    Regions regions = new Regions(buffers.all(), batch);
    int forward = -1;
    for (int i = 0; i < kernels.nodes().size(); i++) {
      if (i == kernels.forward()) {
        regions.end();
        forward = regions.calls().size();
      }
      KernelNode n = kernels.nodes().get(i);
      regions.add(
          new Call(
              n.name(), n.kernel(), buffers.of(n.inputs(), n), buffers.of(n.outputs(), n),
              buffers.of(n.scratch(), n), n.choice(), n.partition()));
    }
    regions.end();
    List<Call> calls = regions.calls();
    List<Integer> outputs = kernels.outputs().stream().map(buffers::of).toList();
    int losses = kernels.losses() < 0 ? -1 : buffers.of(kernels.losses());
    return new Program(
        kernels.name(), phase, batch, exact, placed(buffers, regions, outputs, losses), calls,
        regions.regions(), forward < 0 ? calls.size() : forward, outputs, losses, -1, -1, -1);
  }

  /** The buffers, of which those that a region begins and ends with lie in its tasks' workspaces. */
  private static List<Buffer> placed(
      Buffers buffers, Regions regions, List<Integer> outputs, int losses) {
    Set<Integer> own = regions.own();
    own.removeAll(outputs);
    own.remove(losses);
    return buffers.all().stream()
        .map(
            b -> b.space() == Buffer.Space.ARENA && b.perImage() > 0 && own.contains(b.id())
                ? b.in(Buffer.Space.WORKSPACE)
                : b)
        .toList();
  }
}
