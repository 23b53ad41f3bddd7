package cnnc.codegen.schedule;

import cnnc.codegen.kernel.Kernel;
import cnnc.codegen.kernel.Port;
import cnnc.codegen.kernel.cpu.Tasks;
import cnnc.codegen.program.Buffer;
import cnnc.codegen.program.Call;
import cnnc.codegen.program.Program;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Orders calls in regions. A call joins the region before it when both go through whole images, it
 * reads what the region has written of each image, and everything else that it reads is complete before
 * the region begins. Calls that touch no image of their own go before the region, or behind it where
 * they read what it leaves.
 */
final class Regions {
  /** Floats: what the calls of a region write for a task is at most 16 MiB. */
  private static final long LARGEST = 1 << 22;

  private final List<Buffer> buffers;
  private final int batch;
  private final List<Call> calls = new ArrayList<>();
  private final List<Program.Region> regions = new ArrayList<>();
  private final List<Call> before = new ArrayList<>();
  /** Calls of no image, which the next call may need. */
  private final List<Call> waiting = new ArrayList<>();

  private final List<Call> open = new ArrayList<>();
  private final List<Call> behind = new ArrayList<>();
  /** What the open region has written of each image. */
  private final Set<Integer> written = new HashSet<>();

  /** What is complete only when the open region has ended, and what is made of that. */
  private final Set<Integer> incomplete = new HashSet<>();

  private int images;
  private boolean grouped;

  /**
   * No calls yet.
   *
   * @param buffers by id, those to come included
   */
  Regions(List<Buffer> buffers, int batch) {
    this.buffers = buffers;
    this.batch = batch;
  }

  /** Adds a call. */
  void add(Call call) {
    if (call.kernel().ports().stream().noneMatch(Port::perImage)) {
      boolean reads =
          !Collections.disjoint(call.inputs(), incomplete)
              || !Collections.disjoint(call.inputs(), written);
      if (reads) {
        behind.add(call);
        incomplete.addAll(call.outputs());
      } else {
        waiting.add(call);
      }
      return;
    }
    int whole = call.partition() instanceof Tasks t ? t.whole() : 0;
    boolean groups = leavesParts(call);
    if (!joins(call, whole, groups)) {
      end();
    }
    before.addAll(waiting);
    waiting.clear();
    images = together(whole, groups);
    grouped |= groups;
    open.add(call);
    List<Port> ports = call.kernel().ports().stream().filter(Port::writes).toList();
    for (int i = 0; i < ports.size(); i++) {
      (ports.get(i).perImage() ? written : incomplete).add(call.outputs().get(i));
    }
  }

  private static boolean leavesParts(Call call) {
    return call.kernel().ports().stream().anyMatch(p -> p.use() == Port.Use.PARTIAL_SUMS);
  }

  private boolean joins(Call call, int whole, boolean groups) {
    if (images == 0
        || whole == 0
        || Collections.disjoint(call.inputs(), written)
        || !Collections.disjoint(call.inputs(), incomplete)) {
      return false;
    }
    long floats =
        Stream.of(written, call.outputs())
            .flatMap(Collection::stream)
            .mapToLong(b -> buffers.get(b).perImage())
            .sum();
    return floats * together(whole, groups) <= LARGEST;
  }

  /** Images of the region's tasks with a call of so many: its own groups are as they are. */
  private int together(int whole, boolean groups) {
    return grouped ? images : groups ? whole : Math.max(images, whole);
  }

  /** Ends the region: the next call begins one. */
  void end() {
    before.forEach(this::single);
    if (open.size() == 1) {
      single(open.get(0));
    } else if (open.size() > 1) {
      regions.add(new Program.Region(calls.size(), calls.size() + open.size() - 1));
      open.forEach(
          c -> calls.add(c.with(Tasks.Images.of(((Tasks.Images) c.partition()).units(), images))));
    }
    behind.forEach(this::single);
    waiting.forEach(this::single);
    before.clear();
    open.clear();
    behind.clear();
    waiting.clear();
    written.clear();
    incomplete.clear();
    images = 0;
    grouped = false;
  }

  private void single(Call call) {
    regions.add(new Program.Region(calls.size(), calls.size()));
    boolean inline =
        call.partition() instanceof Tasks
            && call.kernel().work(batch) < Kernel.WORTH_SHARING;
    calls.add(inline ? call.with(new Tasks.Inline((Tasks) call.partition())) : call);
  }

  /** The calls of all regions that have ended. */
  List<Call> calls() {
    return calls;
  }

  List<Program.Region> regions() {
    return regions;
  }

  /** Buffers that only the calls of one region use, of a region of several. */
  Set<Integer> own() {
    Map<Integer, Set<Program.Region>> users = new HashMap<>();
    for (Program.Region region : regions) {
      for (Call c : calls.subList(region.first(), region.last() + 1)) {
        c.buffers().forEach(b -> users.computeIfAbsent(b, none -> new HashSet<>()).add(region));
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
