package cnnc.codegen.memory;

import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The door: every buffer of a program's arena and of its tasks' workspaces gets its offset. */
public final class MemoryPlanner {
  /** Floats of the largest array, behind what lies before its first cache line. */
  private static final long MOST = Integer.MAX_VALUE - 8 - Buffer.FIRST_LINE;

  /** A space whose buffers have their offsets. */
  private record Plan(long top, long lowerBound) {}

  private MemoryPlanner() {}

  /** The planned program, or nothing when an array would have more than 2^31 - 9 floats. */
  public static Optional<Program> plan(Program program) {
    List<Buffer> buffers = new ArrayList<>(program.buffers());
    Optional<Plan> arena = place(program, Buffer.Space.ARENA, buffers);
    Optional<Plan> workspace = place(program, Buffer.Space.WORKSPACE, buffers);
    return arena.isEmpty() || workspace.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Program(
                program.network(), program.phase(), program.batch(), program.exact(), buffers,
                program.calls(), program.regions(), program.backward(), program.outputs(),
                program.losses(), arena.get().top(), arena.get().lowerBound(),
                workspace.get().top()));
  }

  /** Whether a plan could be small enough: what lives at one time is. */
  public static boolean canFit(Program program) {
    return Packing.lowerBound(blocks(program, Buffer.Space.ARENA)) <= MOST
        && Packing.lowerBound(blocks(program, Buffer.Space.WORKSPACE)) <= MOST;
  }

  private static List<Packing.Block> blocks(Program program, Buffer.Space space) {
    List<Program.Lifetime> lifetimes = program.lifetimes();
    return program.buffers(space).stream()
        .map(
            b -> {
              Program.Lifetime life = lifetimes.get(b.id());
              return new Packing.Block(life.first(), life.last() + 1, program.size(b));
            })
        .toList();
  }

  private static Optional<Plan> place(
      Program program, Buffer.Space space, List<Buffer> buffers) {
    List<Buffer> placed = program.buffers(space);
    List<Packing.Block> blocks = blocks(program, space);
    long lowerBound = Packing.lowerBound(blocks);
    if (lowerBound > MOST) {
      return Optional.empty();
    }
    long[] offsets = new Packing(blocks).offsets();
    long top = 0;
    for (int i = 0; i < offsets.length; i++) {
      top = Math.max(top, offsets[i] + blocks.get(i).size());
      if (top > MOST) {
        return Optional.empty();
      }
      buffers.set(placed.get(i).id(), placed.get(i).at(offsets[i]));
    }
    return Optional.of(new Plan(top, lowerBound));
  }
}
