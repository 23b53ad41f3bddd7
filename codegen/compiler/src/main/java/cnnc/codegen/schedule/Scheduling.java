package cnnc.codegen.schedule;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Role;
import cnnc.codegen.kernel.KernelGraph;
import cnnc.codegen.kernel.KernelNode;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.Tasks;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.ParameterLayout;
import cnnc.codegen.program.Program;
import java.util.ArrayList;
import java.util.HashSet;
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
    List<KernelNode> preparation = phase == Phase.EVAL ? preparation(kernels) : List.of();
    List<KernelNode> nodes = new ArrayList<>(preparation);
    kernels.nodes().stream().filter(n -> !preparation.contains(n)).forEach(nodes::add);
    for (int i = 0; i < nodes.size(); i++) {
      if (i == preparation.size()) {
        regions.end();
      }
      if (phase == Phase.TRAIN && i == kernels.forward()) {
        regions.end();
        forward = regions.calls().size();
      }
      KernelNode n = nodes.get(i);
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

  /** What is made of the weights alone, before the images come. */
  private static List<KernelNode> preparation(KernelGraph kernels) {
    Set<Integer> known = new HashSet<>();
    kernels.values().stream()
        .filter(v -> v.role() == Role.PARAMETER || v.role() == Role.STATE)
        .forEach(v -> known.add(v.id()));
    List<KernelNode> nodes = new ArrayList<>();
    for (KernelNode n : kernels.nodes()) {
      if (n.partition() instanceof Tasks
          && known.containsAll(n.inputs())
          && n.kernel().ports().stream().noneMatch(Port::perImage)) {
        nodes.add(n);
        known.addAll(n.outputs());
      }
    }
    return nodes;
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
