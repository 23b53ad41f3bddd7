package cnnc.codegen.program;

import cnnc.codegen.graph.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Calls in order, on buffers.
 *
 * @param exact by no algorithm that trades rounding for speed
 * @param buffers by id
 * @param backward index of the first call of the backward pass, or the number of calls
 * @param logits buffer of the logits
 * @param losses buffer of the images' losses, or -1
 * @param arena floats of the arena once it is planned, else -1
 * @param lowerBound the most floats live at once
 */
public record Program(
    String network,
    Phase phase,
    int batch,
    boolean exact,
    List<Buffer> buffers,
    List<Call> calls,
    int backward,
    int logits,
    int losses,
    long arena,
    long lowerBound) {
  /** What a program is for. */
  public enum Phase {
    TRAIN,
    EVAL
  }

  public Program {
    buffers = List.copyOf(buffers);
    calls = List.copyOf(calls);
  }

  /**
   * Launches of a whole run: those of the calls, the update behind a training step, and on a GPU the
   * kernel that prepares the images.
   */
  public int launches(Target target) {
    return calls.size() + (phase == Phase.TRAIN ? 1 : 0) + (target == Target.CUDA ? 1 : 0);
  }

  /**
   * Calls in one pass over the images: each image goes through all of them before the next begins,
   * so that what one call writes the next one finds in its cache.
   */
  public record Pass(int first, int last) {}

  /** The pass of a call; most have one of their own. */
  public Pass pass(int call) {
    int first = call;
    while (joined(first)) {
      first--;
    }
    int last = call;
    while (joined(last + 1)) {
      last++;
    }
    return new Pass(first, last);
  }

  /** Whether a call reads, image by image, what the call before it has written image by image. */
  private boolean joined(int call) {
    if (call <= 0 || call >= calls.size() || call == backward) {
      return false;
    }
    Call before = calls.get(call - 1);
    return before.tasks().equals(Tasks.Images.WHOLE)
        && calls.get(call).tasks().equals(Tasks.Images.WHOLE)
        && !Collections.disjoint(before.outputs(), calls.get(call).inputs());
  }

  /** Lifetimes by buffer: from the pass that writes it to the last that uses it. */
  public List<Lifetime> lifetimes() {
    int[] first = new int[buffers.size()];
    int[] last = new int[buffers.size()];
    Arrays.fill(first, -1);
    for (int i = 0; i < calls.size(); i++) {
      Call c = calls.get(i);
      Pass pass = pass(i);
      for (List<Integer> used : List.of(c.inputs(), c.outputs(), c.scratch())) {
        for (int buffer : used) {
          first[buffer] = first[buffer] < 0 ? pass.first() : first[buffer];
          last[buffer] = pass.last();
        }
      }
    }
    List<Lifetime> lifetimes = new ArrayList<>();
    for (int b = 0; b < first.length; b++) {
      boolean result = b == logits && phase == Phase.EVAL || b == losses;
      lifetimes.add(new Lifetime(first[b], result ? calls.size() - 1 : last[b]));
    }
    return lifetimes;
  }

  /** First and last call, both included. */
  public record Lifetime(int first, int last) {}

  /** Floats of a thread's workspace: the most that a task needs. */
  public long workspace() {
    return buffers.stream()
        .filter(b -> b.space() == Buffer.Space.WORKSPACE)
        .mapToLong(b -> b.size(batch))
        .max()
        .orElse(0);
  }

  public List<Buffer> arenaBuffers() {
    return buffers.stream().filter(b -> b.space() == Buffer.Space.ARENA).toList();
  }

  /** Stable text: the golden form. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("program " + network + " " + phase + " batch " + batch + "\n");
    for (Call c : calls) {
      text.append("  ").append(c.name()).append(": ").append(names(c.inputs())).append(" -> ")
          .append(names(c.outputs()));
      if (!c.scratch().isEmpty()) {
        text.append(" using ").append(names(c.scratch()));
      }
      text.append("  ").append(c.op()).append(' ').append(c.tasks()).append('\n');
    }
    return text.toString();
  }

  private String names(List<Integer> ids) {
    return ids.stream()
        .map(id -> buffers.get(id).name())
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }
}
