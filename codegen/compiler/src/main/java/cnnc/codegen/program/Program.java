package cnnc.codegen.program;

import cnnc.codegen.graph.Phase;
import cnnc.codegen.graph.Target;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Calls in order, on buffers.
 *
 * @param exact by no algorithm that trades rounding for speed
 * @param buffers by id
 * @param regions of all calls, in their order
 * @param backward index of the first call of the backward pass, or the number of calls
 * @param outputs buffers of what is given back: the logits, and behind them others
 * @param losses buffer of the images' losses, or -1
 * @param arena floats of the arena once it is planned, else -1
 * @param lowerBound the most floats live at once
 * @param workspace floats of each thread's workspace once it is planned, else -1
 */
public record Program(
    String network,
    Phase phase,
    int batch,
    boolean exact,
    List<Buffer> buffers,
    List<Call> calls,
    List<Region> regions,
    int backward,
    List<Integer> outputs,
    int losses,
    long arena,
    long lowerBound,
    long workspace) {
  /** What one run leaves to the next. */
  private static final Set<Buffer.Space> KEPT =
      EnumSet.of(Buffer.Space.WEIGHTS, Buffer.Space.STATES);

  public Program {
    buffers = List.copyOf(buffers);
    calls = List.copyOf(calls);
    regions = List.copyOf(regions);
    outputs = List.copyOf(outputs);
  }

  /**
   * Launches of a whole run: those of the calls, the update behind a training step, and on a GPU the
   * kernel that prepares the images.
   */
  public int launches(Target target) {
    return calls.size() + (phase == Phase.TRAIN ? 1 : 0) + (target == Target.CUDA ? 1 : 0);
  }

  /**
   * Calls that tasks go through together: each takes a group of images through all of them, so that
   * what one call writes the next finds in its cache. Many calls have a region of their own.
   */
  public record Region(int first, int last) {}

  public int logits() {
    return outputs.get(0);
  }

  /**
   * How many calls of inference, the first ones, only make of the weights what others need: as long as
   * these are the same, once for all images that come.
   */
  public int preparation() {
    Set<Integer> made = new HashSet<>();
    int count = 0;
    while (phase == Phase.EVAL && count < calls.size() && prepares(calls.get(count), made)) {
      made.addAll(calls.get(count++).outputs());
    }
    return count;
  }

  private boolean prepares(Call call, Set<Integer> made) {
    return call.partition() instanceof Tasks
        && call.kernel().ports().stream().noneMatch(Port::perImage)
        && call.inputs().stream()
            .allMatch(b -> made.contains(b) || KEPT.contains(buffers.get(b).space()));
  }

  /** The region of a call. */
  public Region region(int call) {
    return regions.stream().filter(p -> call <= p.last).findFirst().orElseThrow();
  }

  /**
   * Lifetimes by buffer, from the call that writes it to the last that uses it. Images overtake each
   * other in a region: all of it counts, but for what a task keeps for itself. What is prepared stays.
   */
  public List<Lifetime> lifetimes() {
    int[] first = new int[buffers.size()];
    int[] last = new int[buffers.size()];
    Arrays.fill(first, -1);
    for (Region region : regions) {
      for (int i = region.first; i <= region.last; i++) {
        for (int buffer : calls.get(i).buffers()) {
          boolean own = buffers.get(buffer).space() == Buffer.Space.WORKSPACE;
          first[buffer] = first[buffer] >= 0 ? first[buffer] : own ? i : region.first;
          last[buffer] = own ? i : region.last;
        }
      }
    }
    int preparation = preparation();
    List<Lifetime> lifetimes = new ArrayList<>();
    for (int b = 0; b < first.length; b++) {
      boolean prepared =
          first[b] < preparation
              && last[b] >= preparation
              && buffers.get(b).space() == Buffer.Space.ARENA;
      lifetimes.add(new Lifetime(first[b], prepared || result(b) ? calls.size() - 1 : last[b]));
    }
    return lifetimes;
  }

  /** Whether a buffer is read when all calls are done. */
  private boolean result(int buffer) {
    return outputs.contains(buffer) && phase == Phase.EVAL || buffer == losses;
  }

  /** First and last call, both included. */
  public record Lifetime(int first, int last) {}

  public List<Buffer> arenaBuffers() {
    return buffers(Buffer.Space.ARENA);
  }

  public List<Buffer> buffers(Buffer.Space space) {
    return buffers.stream().filter(b -> b.space() == space).toList();
  }

  /** Floats of a buffer: for a batch, or in a workspace for the images of a task. */
  public long size(Buffer b) {
    return b.size(b.space() == Buffer.Space.WORKSPACE ? imagesOfTask(b) : batch);
  }

  /** Images of the tasks that keep a buffer in their workspace; 0 where it is not by images. */
  public int imagesOfTask(Buffer b) {
    return b.perImage() == 0
        ? 0
        : calls.stream()
            .filter(c -> c.outputs().contains(b.id()))
            .map(c -> ((Tasks) c.partition()).whole())
            .findFirst()
            .orElseThrow();
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
      text.append("  ").append(c.kernel()).append(' ').append(c.partition()).append('\n');
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
