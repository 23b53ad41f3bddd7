package cnnc.codegen.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Dynamic storage allocation: blocks of fixed size and lifetime get offsets such that no two that
 * live together overlap. Blocks are placed one by one at the lowest offset that is free for their
 * whole life; the order decides. Several greedy orders are tried (Pisarchyk and Lee, 2001.03288),
 * then the blocks that stick out move forward for a number of tries, and where all that misses the
 * lower bound, {@link CanonicalSearch} looks on. Deterministic.
 */
final class Packing {
  /** Lives in [from, to). */
  record Block(int from, int to, long size) {
    boolean meets(Block other) {
      return from < other.to && other.from < to;
    }
  }

  private static final long WORK = 60_000_000;
  /** Closer to the lower bound than this is not worth seconds of compile time. */
  private static final double WORTH_A_SEARCH = 1.01;

  /** Nodes of one search: a few tenths of a second. */
  private static final long NODES = 20_000;

  /** Bits of a block's index; the 42 before them hold any offset. */
  private static final int INDEX_BITS = 21;

  private final List<Block> blocks;
  private final int[][] neighbours;
  private final long lowerBound;
  private long[] best;
  private long bestTop = Long.MAX_VALUE;

  Packing(List<Block> blocks) {
    this.blocks = blocks;
    this.neighbours = neighbours(blocks.toArray(Block[]::new));
    this.lowerBound = lowerBound(blocks);
  }

  /** By block, those that live with it at some time. */
  static int[][] neighbours(Block[] blocks) {
    int[][] neighbours = new int[blocks.length][];
    int[] met = new int[blocks.length];
    for (int i = 0; i < blocks.length; i++) {
      int count = 0;
      for (int j = 0; j < blocks.length; j++) {
        if (j != i && blocks[i].meets(blocks[j])) {
          met[count++] = j;
        }
      }
      neighbours[i] = Arrays.copyOf(met, count);
    }
    return neighbours;
  }

  /** The largest sum of sizes of blocks that live at one time. */
  static long lowerBound(List<Block> blocks) {
    TreeMap<Integer, Long> changes = new TreeMap<>();
    for (Block b : blocks) {
      changes.merge(b.from, b.size, Long::sum);
      changes.merge(b.to, -b.size, Long::sum);
    }
    long most = 0;
    long now = 0;
    for (long change : changes.values()) {
      now += change;
      most = Math.max(most, now);
    }
    return most;
  }

  /** Offsets by block. */
  long[] offsets() {
    if (blocks.isEmpty()) {
      return new long[0];
    }
    long each = (long) (1 + tries()) * edges();
    long spent = 0;
    for (Comparator<Integer> order : greedyOrders()) {
      // Of very many blocks one order must do.
      if (bestTop == lowerBound || spent > WORK) {
        return best;
      }
      spent += 4 * each;
      Integer[] sequence = new Integer[blocks.size()];
      Arrays.setAll(sequence, i -> i);
      Arrays.sort(sequence, order.thenComparing(Comparator.naturalOrder()));
      improve(sequence);
    }
    if (bestTop > lowerBound * WORTH_A_SEARCH) {
      search();
    }
    return best;
  }

  /** Looks for plans of the lower bound, and where there is none in reach, of a little more. */
  private void search() {
    List<Comparator<Integer>> orders = greedyOrders();
    for (double slack : new double[] {1, 1.01, 1.03, 1.065, 1.1, 1.15}) {
      long capacity = (long) (lowerBound * slack);
      for (Comparator<Integer> order : orders) {
        long[] found =
            capacity < bestTop
                ? new CanonicalSearch(blocks, neighbours, order, capacity, NODES).solve()
                : null;
        if (found != null) {
          keep(found);
          return;
        }
      }
    }
  }

  private List<Comparator<Integer>> greedyOrders() {
    Comparator<Integer> size = Comparator.comparingLong(i -> -blocks.get(i).size());
    Comparator<Integer> life =
        Comparator.comparingLong(i -> (long) blocks.get(i).from() - blocks.get(i).to());
    Comparator<Integer> area =
        Comparator.comparingDouble(
            i -> -(double) blocks.get(i).size() * (blocks.get(i).to() - blocks.get(i).from()));
    Comparator<Integer> crowd = Comparator.comparingInt(i -> -neighbours[i].length);
    Comparator<Integer> start = Comparator.comparingInt(i -> blocks.get(i).from());
    return List.of(
        size.thenComparing(life), area, life.thenComparing(size), crowd.thenComparing(size),
        start.thenComparing(size));
  }

  private long edges() {
    return Arrays.stream(neighbours).mapToLong(n -> n.length + 1L).sum();
  }

  private long tries() {
    return Math.max(1, WORK / 5 / (edges() * 4 + 1));
  }

  /** Places in this order; then blocks that end above the lower bound move forward. */
  private void improve(Integer[] start) {
    List<Integer> order = new ArrayList<>(List.of(start));
    long tries = tries();
    Random random = new Random(1);
    long[] offsets = place(order);
    long top = keep(offsets);
    for (long t = 0; t < tries && bestTop > lowerBound; t++) {
      List<Integer> changed = new ArrayList<>(order);
      Integer high = highest(offsets, random);
      int position = changed.indexOf(high);
      changed.remove(high);
      changed.add(position == 0 ? random.nextInt(changed.size()) : random.nextInt(position), high);
      if (random.nextInt(4) == 0) {
        int a = random.nextInt(changed.size());
        int b = random.nextInt(changed.size());
        Integer moved = changed.remove(a);
        changed.add(Math.min(b, changed.size()), moved);
      }
      long[] tried = place(changed);
      long triedTop = keep(tried);
      if (triedTop <= top) {
        order = changed;
        offsets = tried;
        top = triedTop;
      }
    }
  }

  private long keep(long[] offsets) {
    long top = 0;
    for (int i = 0; i < offsets.length; i++) {
      top = Math.max(top, offsets[i] + blocks.get(i).size());
    }
    if (top < bestTop) {
      bestTop = top;
      best = offsets;
    }
    return top;
  }

  /** One of the blocks that end above the lower bound. */
  private Integer highest(long[] offsets, Random random) {
    int[] high =
        java.util.stream.IntStream.range(0, offsets.length)
            .filter(i -> offsets[i] + blocks.get(i).size() > lowerBound)
            .toArray();
    return high[random.nextInt(high.length)];
  }

  private long[] place(List<Integer> order) {
    long[] offsets = new long[blocks.size()];
    Arrays.fill(offsets, -1);
    // Taken ranges: where each begins, and behind that whose it is, so that they sort by their begin.
    long[] taken = new long[blocks.size()];
    for (int i : order) {
      int n = 0;
      for (int j : neighbours[i]) {
        if (offsets[j] >= 0) {
          taken[n++] = offsets[j] << INDEX_BITS | j;
        }
      }
      Arrays.sort(taken, 0, n);
      long at = 0;
      for (int k = 0; k < n && taken[k] >> INDEX_BITS < at + blocks.get(i).size(); k++) {
        int j = (int) taken[k] & (1 << INDEX_BITS) - 1;
        at = Math.max(at, offsets[j] + blocks.get(j).size());
      }
      offsets[i] = at;
    }
    return offsets;
  }
}
