package cnnc.codegen.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Depth-first search over canonical solutions, after MiniMalloc (Moffitt, ASPLOS 2023): blocks are
 * placed in the order of their offsets, each as low as what lies below it allows. A branch ends when
 * some time has more bytes left to place than room above what is placed there. Blocks that no longer
 * meet in time fall into parts that are searched apart.
 */
final class CanonicalSearch {
  private final List<Packing.Block> blocks;
  private final int[][] neighbours;
  private final long capacity;
  private final int[] rank;
  /** Times at which some block begins or ends cut time into sections; a block spans some of them. */
  private final int[] firstSection;

  private final int[] lastSection;
  private final long[] floor;
  /** Bytes of each section that are not placed yet. */
  private final long[] left;

  private final long[] offsets;
  private final boolean[] placed;
  private final long[] result;
  private long budget;

  CanonicalSearch(
      List<Packing.Block> blocks, int[][] neighbours, Comparator<Integer> order, long capacity,
      long budget) {
    this.blocks = blocks;
    this.neighbours = neighbours;
    this.capacity = capacity;
    this.budget = budget;
    int n = blocks.size();
    int[] times =
        blocks.stream().flatMapToInt(b -> java.util.stream.IntStream.of(b.from(), b.to()))
            .sorted().distinct().toArray();
    firstSection = new int[n];
    lastSection = new int[n];
    floor = new long[times.length];
    left = new long[times.length];
    for (int i = 0; i < n; i++) {
      firstSection[i] = Arrays.binarySearch(times, blocks.get(i).from());
      lastSection[i] = Arrays.binarySearch(times, blocks.get(i).to());
      for (int s = firstSection[i]; s < lastSection[i]; s++) {
        left[s] += blocks.get(i).size();
      }
    }
    offsets = new long[n];
    placed = new boolean[n];
    result = new long[n];
    rank = new int[n];
    Integer[] sorted = new Integer[n];
    Arrays.setAll(sorted, i -> i);
    Arrays.sort(sorted, order.thenComparing(Comparator.naturalOrder()));
    for (int i = 0; i < n; i++) {
      rank[sorted[i]] = i;
    }
  }

  /** Offsets within the capacity, or null when none were found within the budget. */
  long[] solve() {
    // In the order of their begins, which all parts keep.
    Integer[] all = new Integer[blocks.size()];
    Arrays.setAll(all, i -> i);
    Arrays.sort(all, Comparator.comparingInt(i -> firstSection[i]));
    int[] open = Arrays.stream(all).mapToInt(i -> i).toArray();
    return parts(open, 0, -1) ? result : null;
  }

  /** Splits the blocks into parts that do not meet in time and solves each. */
  private boolean parts(int[] open, long least, int leastRank) {
    List<int[]> parts = new ArrayList<>();
    int begin = 0;
    int end = -1;
    for (int k = 0; k < open.length; k++) {
      if (k > begin && firstSection[open[k]] >= end) {
        parts.add(Arrays.copyOfRange(open, begin, k));
        begin = k;
      }
      end = Math.max(end, lastSection[open[k]]);
    }
    if (begin < open.length) {
      parts.add(Arrays.copyOfRange(open, begin, open.length));
    }
    if (parts.size() < 2) {
      return parts.isEmpty() || place(parts.get(0), least, leastRank);
    }
    // A part that is solved stays as it is, until another turns out to have no solution.
    long[] floors = floor.clone();
    long[] lefts = left.clone();
    long[] bounds = offsets.clone();
    for (int[] part : parts) {
      if (!place(part, least, leastRank)) {
        System.arraycopy(floors, 0, floor, 0, floor.length);
        System.arraycopy(lefts, 0, left, 0, left.length);
        System.arraycopy(bounds, 0, offsets, 0, offsets.length);
        for (int i : open) {
          placed[i] = false;
        }
        return false;
      }
    }
    return true;
  }

  private boolean place(int[] open, long least, int leastRank) {
    if (--budget < 0) {
      return false;
    }
    long lowestTop = Long.MAX_VALUE;
    for (int i : open) {
      lowestTop = Math.min(lowestTop, Math.max(offsets[i], least) + blocks.get(i).size());
    }
    long bound = lowestTop;
    // A block that could begin only above another's top can wait for that one.
    int[] candidates = new int[open.length];
    int count = 0;
    for (int i : open) {
      long at = Math.max(offsets[i], least);
      if (at < bound && (at > least || rank[i] > leastRank)) {
        // Insertion keeps the lowest first, and among equals the rank decides.
        int k = count++;
        for (; k > 0 && before(i, candidates[k - 1], least); k--) {
          candidates[k] = candidates[k - 1];
        }
        candidates[k] = i;
      }
    }
    for (int c = 0; c < count; c++) {
      int i = candidates[c];
      if (tryOne(open, i, Math.max(offsets[i], least))) {
        return true;
      }
      if (budget < 0) {
        return false;
      }
    }
    return false;
  }

  private boolean before(int i, int j, long least) {
    long a = Math.max(offsets[i], least);
    long b = Math.max(offsets[j], least);
    return a < b || a == b && rank[i] < rank[j];
  }

  private boolean tryOne(int[] open, int i, long at) {
    if (!fits(open, i, at)) {
      return false;
    }
    long size = blocks.get(i).size();
    int from = firstSection[i];
    int to = lastSection[i];
    long[] floors = Arrays.copyOfRange(floor, from, to);
    long[] keptOffsets = new long[neighbours[i].length];
    for (int s = from; s < to; s++) {
      floor[s] = at + size;
      left[s] -= size;
    }
    for (int k = 0; k < keptOffsets.length; k++) {
      int j = neighbours[i][k];
      keptOffsets[k] = offsets[j];
      if (!placed[j]) {
        offsets[j] = Math.max(offsets[j], at + size);
      }
    }
    placed[i] = true;
    result[i] = at;
    int[] rest = new int[open.length - 1];
    int count = 0;
    for (int j : open) {
      if (j != i) {
        rest[count++] = j;
      }
    }
    if (parts(rest, at, rank[i])) {
      return true;
    }
    placed[i] = false;
    for (int k = 0; k < keptOffsets.length; k++) {
      offsets[neighbours[i][k]] = keptOffsets[k];
    }
    for (int s = from; s < to; s++) {
      floor[s] = floors[s - from];
      left[s] += size;
    }
    return false;
  }

  /** Whether, with block i here and all others no lower, every section still has room. */
  private boolean fits(int[] open, int i, long at) {
    long size = blocks.get(i).size();
    int from = Integer.MAX_VALUE;
    int to = 0;
    for (int j : open) {
      from = Math.min(from, firstSection[j]);
      to = Math.max(to, lastSection[j]);
    }
    for (int s = from; s < to; s++) {
      boolean inside = s >= firstSection[i] && s < lastSection[i];
      long base = inside ? at + size : Math.max(floor[s], at);
      long rest = inside ? left[s] - size : left[s];
      if (rest > 0 && base + rest > capacity || inside && base > capacity) {
        return false;
      }
    }
    return true;
  }
}
