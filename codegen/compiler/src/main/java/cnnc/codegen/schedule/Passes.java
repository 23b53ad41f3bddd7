package cnnc.codegen.schedule;

import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import cnnc.codegen.program.Tasks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Orders calls in passes. A call joins the one before it when both go through whole images and it
 * reads what the pass has written; what prepares its weights goes before the pass, and what sums up
 * its results behind.
 */
final class Passes {
  /** Floats: what the calls of a pass write for a task is at most 16 MiB. */
  private static final long LARGEST = 1 << 22;

  private final List<Buffer> buffers;
  private final Predicate<Call> small;
  private final List<Call> calls = new ArrayList<>();
  private final List<Program.Pass> passes = new ArrayList<>();
  private final List<Call> before = new ArrayList<>();
  private final List<Call> open = new ArrayList<>();
  private final List<Call> behind = new ArrayList<>();
  private final Set<Integer> written = new HashSet<>();
  private int images;
  private boolean grouped;

  /**
   * No calls yet.
   *
   * @param buffers by id, those to come included
   * @param small tells calls that other threads would come too late to help with
   */
  Passes(List<Buffer> buffers, Predicate<Call> small) {
    this.buffers = buffers;
    this.small = small;
  }

  /**
   * Adds a call.
   *
   * @param prepared what it needs that depends on no image
   * @param sums of what it writes for each of its groups of images, which are then as they are
   */
  void add(List<Call> prepared, Call call, List<Call> sums) {
    int whole = call.tasks() instanceof Tasks.Images i ? i.whole() : 0;
    if (!joins(call, whole, !sums.isEmpty())) {
      end();
    }
    images = together(whole, !sums.isEmpty());
    grouped |= !sums.isEmpty();
    before.addAll(prepared);
    open.add(call);
    behind.addAll(sums);
    written.addAll(call.outputs());
  }

  private boolean joins(Call call, int whole, boolean groups) {
    if (images == 0 || whole == 0 || Collections.disjoint(call.inputs(), written)) {
      return false;
    }
    long floats =
        Stream.of(written, call.outputs())
            .flatMap(Collection::stream)
            .mapToLong(b -> buffers.get(b).perImage())
            .sum();
    return floats * together(whole, groups) <= LARGEST;
  }

  /** Images of the pass's tasks with a call of so many: its own groups are as they are. */
  private int together(int whole, boolean groups) {
    return grouped ? images : groups ? whole : Math.max(images, whole);
  }

  /** Ends the pass: the next call begins one. */
  void end() {
    before.forEach(this::alone);
    if (open.size() == 1) {
      alone(open.get(0));
    } else if (open.size() > 1) {
      passes.add(new Program.Pass(calls.size(), calls.size() + open.size() - 1));
      open.forEach(
          c -> calls.add(c.with(Tasks.Images.of(((Tasks.Images) c.tasks()).units(), images))));
    }
    behind.forEach(this::alone);
    before.clear();
    open.clear();
    behind.clear();
    written.clear();
    images = 0;
    grouped = false;
  }

  private void alone(Call call) {
    passes.add(new Program.Pass(calls.size(), calls.size()));
    calls.add(small.test(call) ? call.with(new Tasks.Alone(call.tasks())) : call);
  }

  /** The calls of all passes that have ended. */
  List<Call> calls() {
    return calls;
  }

  List<Program.Pass> passes() {
    return passes;
  }

  /** Buffers that only the calls of one pass use, of a pass of several. */
  Set<Integer> own() {
    Map<Integer, Set<Program.Pass>> users = new HashMap<>();
    for (Program.Pass pass : passes) {
      for (Call c : calls.subList(pass.first(), pass.last() + 1)) {
        c.buffers().forEach(b -> users.computeIfAbsent(b, none -> new HashSet<>()).add(pass));
      }
    }
    Set<Integer> own = new HashSet<>();
    users.forEach(
        (buffer, of) -> {
          if (of.size() == 1 && of.stream().allMatch(p -> p.first() < p.last())) {
            own.add(buffer);
          }
        });
    return own;
  }
}
