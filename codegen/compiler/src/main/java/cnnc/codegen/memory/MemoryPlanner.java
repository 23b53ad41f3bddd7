package cnnc.codegen.memory;

import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The door: every arena buffer of a program gets its offset. */
public final class MemoryPlanner {
  private MemoryPlanner() {}

  /** The planned program, or nothing when its arena would have more than 2^31 - 9 floats. */
  public static Optional<Program> plan(Program program) {
    List<Buffer> arena = program.arenaBuffers();
    List<Program.Lifetime> lifetimes = program.lifetimes();
    List<Packing.Block> blocks =
        arena.stream()
            .map(
                b -> {
                  Program.Lifetime life = lifetimes.get(b.id());
                  return new Packing.Block(
                      life.first(), life.last() + 1, b.size(program.batch()));
                })
            .toList();
    long lowerBound = Packing.lowerBound(blocks);
    if (lowerBound > Integer.MAX_VALUE - 8) {
      return Optional.empty();
    }
    long[] offsets = new Packing(blocks).offsets();
    long top = 0;
    List<Buffer> buffers = new ArrayList<>(program.buffers());
    for (int i = 0; i < offsets.length; i++) {
      top = Math.max(top, offsets[i] + blocks.get(i).size());
      if (top > Integer.MAX_VALUE - 8) {
        return Optional.empty();
      }
      buffers.set(arena.get(i).id(), arena.get(i).at(offsets[i]));
    }
    return Optional.of(
        new Program(
            program.network(), program.phase(), program.batch(), program.exact(), buffers,
            program.calls(), program.backward(), program.logits(), program.losses(), top, lowerBound));
  }
}
